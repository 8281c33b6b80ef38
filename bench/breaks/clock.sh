# shellcheck shell=bash disable=SC2034
fault_title="the wall clock jumps an hour ahead, and then two hours back"
fault_must="0 failed, no backend changes its state; on the log and /health"
faketime=$(find /usr/lib -name libfaketimeMT.so.1 2>/dev/null | head -n 1)

fault_missing() { [[ -n $faketime ]] || echo "needs libfaketime (on Debian: apt-get install libfaketime)"; }

fault_prepare() {
  echo "+0" >"$dir/clock"
  fault_launch=(LD_PRELOAD="$faketime" FAKETIME_TIMESTAMP_FILE="$dir/clock" FAKETIME_CACHE_DURATION=1
    FAKETIME_FORCE_MONOTONIC_FIX=0 FAKETIME_DONT_FAKE_MONOTONIC=1 FAKETIME_DONT_RESET=1)
}

# In place, since a process may look at any moment.
set_clock() { printf '%s\n' "$1" 1<>"$dir/clock"; }

disturb() {
  set_clock "+1h"
  must "the first jump is not on /health" until_true 5 health_says '"clock":'
  pause "$seconds"
  set_clock "-1h"
  must "the second jump is not on the log" until_true 5 log_says "clock: it jumped back"
  pause "$seconds"
}

judge() {
  must_fail_nothing
  must_lose_no_connection
  must "backends changed their state" compare "$(changes_since "$fault_at")" == 0
}
