# shellcheck shell=bash disable=SC2034
fault_title="lb upgrade: a new process takes the addresses over, the old one leaves"
fault_must="0 failed; the old process has ended"
fault_retries=false

disturb() {
  local next
  run_upgrade
  next=$(sed -n 's/^process \([0-9]*\) starts.*/\1/p' "$dir/upgrade.log")
  [[ -z $next ]] || pid_of[next]=$next
  must "lb upgrade: $(tr '\n' ' ' <"$dir/upgrade.log")" compare "$upgraded" == 0
  must "the old process is still there" has_ended balancer
  must "the new one does not answer on the API" health_says "\"pid\":$next"
  pause 2
}

run_upgrade() {
  spawn upgrade "$dir/upgrade.log" env LB_JAVA="$jdk/bin/java" "$bundle/bin/lb" upgrade -c "$dir/lb.conf" --log "$dir/next.log"
  upgraded=0
  finish upgrade || upgraded=$?
}

judge() { must_fail_nothing; }
