# shellcheck shell=bash disable=SC2034
fault_title="a backend is killed (SIGKILL) and comes back"
fault_must="0 failed; out < 1 s"
fault_out=b

disturb() {
  kill_at_once backend-b
  pause "$seconds"
  start_backend b
  must "the backend does not come back" until_true 10 is_in b
}

judge() {
  must_fail_nothing
  must_be_out_within 1000
}
