# shellcheck shell=bash disable=SC2034
fault_title="a backend answers 503 to everything"
fault_must="0 failed (503 is tried elsewhere); out < 1 s"
fault_out=b

disturb() {
  control b status=503
  pause "$seconds"
  control b status=200
  must "the backend does not come back" until_true 10 is_in b
}

judge() {
  must_fail_nothing
  must_be_out_within 1000
}
