# shellcheck shell=bash disable=SC2034
fault_title="a backend hangs (SIGSTOP) and goes on"
fault_must="0 failed; out < 1 s; none waits longer than the total time (5 s)"
fault_out=b

disturb() {
  signal STOP backend-b
  pause "$seconds"
  signal CONT backend-b
  must "the backend does not come back" until_true 10 is_in b
}

judge() {
  must_fail_nothing
  must_be_out_within 1000
  must_stay_below 5000
}
