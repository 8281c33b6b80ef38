# shellcheck shell=bash disable=SC2034
fault_title="the names of all backends cannot be looked up any more, and can again"
fault_must="0 failed; each name on the log and /health until it is known again"

fault_prepare() {
  know_names
  fault_java="-Djdk.net.hosts.file=$dir/hosts -Dsun.net.inetaddr.ttl=1 -Dsun.net.inetaddr.negative.ttl=1"
}

know_names() { printf '127.0.0.1 %s.backends.test\n' "${backends[@]}" >"$dir/hosts"; }

fault_config() {
  local name
  echo "pools.web.backends = ["
  for name in "${backends[@]}"; do member "$name" "" "$name.backends.test"; done
  echo "]"
}

# Names are looked up every half minute.
disturb() {
  local name
  printf '127.0.0.1 localhost\n' >"$dir/hosts"
  must "not on /health" until_true 40 all_names_are_faults
  for name in "${backends[@]}"; do must "$name not on the log" log_says "host name $name.backends.test: cannot be looked up"; done
  pause "$seconds"
  know_names
  must "still on /health" until_true 40 health_is_clear
}

all_names_are_faults() {
  local name
  for name in "${backends[@]}"; do health_says "\"host name $name.backends.test\":" || return 1; done
}

judge() {
  must_fail_nothing
  must_lose_no_connection
  must "backends changed their state" compare "$(changes_since "$fault_at")" == 0
}
