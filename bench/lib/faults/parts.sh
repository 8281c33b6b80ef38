# shellcheck shell=bash
# Backends, the balancer and the client of a fault.

backends=(a b c d)

# backend_port NAME: a is the first port, and so on.
backend_port() { echo $((port_base + $(printf '%d' "'$1") - 97)); }

start_backend() {
  local port
  port=$(backend_port "$1")
  spawn "backend-$1" "$work/backend-$1.log" "$jdk/bin/java" -Xmx64m -Xshare:auto -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
    -cp "$classes" dev.steelyard.lb.bench.FaultBackend "$1" "$port"
  await_answer "backend-$1" "$port" bench || fail "backend $1 does not start: $(<"$work/backend-$1.log")"
}

start_fault_backends() {
  local name
  for name in "${backends[@]}"; do
    ! port_is_taken "$(backend_port "$name")" || fail "port $(backend_port "$name") is taken; see --port-base"
    start_backend "$name"
  done
}

# control NAME QUERY: how a backend answers from now on.
control() { ask "$(backend_port "$1")" GET "/control?$2"; }

# signal SIGNAL NAME: to a process and what it started.
signal() { kill "-$1" -- "-${pid_of[$2]}"; }

kill_at_once() {
  signal KILL "$1" 2>/dev/null || true # it may be gone, and reaped, already
  wait "${pid_of[$1]}" 2>/dev/null || true
  unset "pid_of[$1]"
}

# has_ended NAME: a child that nobody has waited for yet is a zombie.
has_ended() {
  local line
  { read -r line <"/proc/${pid_of[$1]}/stat"; } 2>/dev/null || return 0
  [[ ${line##*) } == Z* ]]
}

# Whatever the fault before left of them: all there, all well.
mend_backends() {
  local name
  for name in "${backends[@]}"; do
    is_alive "backend-$name" || start_backend "$name"
    signal CONT "backend-$name"
    control "$name" "status=200&delay=0"
  done
}

# member NAME [OPTIONS]: a backend as the config has it.
member() { echo "{ id = $1, host = ${3:-127.0.0.1}, port = $(backend_port "$1")${2:+, $2} }"; }

members_of_all() {
  local name
  for name in "${backends[@]}"; do member "$name" "${1:-}"; done
}

# The config that all faults begin with; theirs comes after it and may say otherwise.
common_config() {
  cat <<EOF2
listeners.web.bind = "127.0.0.1:$listener_port"
admin.bind = "127.0.0.1:$admin_port"
data.directory = "$dir/data"
drain-timeout = 10s
plugins.directory = "$dir/plugins"
pools.web {
  health { check { type = http, path = "/health" }, interval = 250ms, fast-interval = 100ms, timeout = 250ms }
  timeouts { first-byte = 250ms, total = 5s }
  retry.statuses = [ 503 ]
  slow-start.window = 2s
  backends = [
$(members_of_all)
  ]
}
EOF2
}

write_config() {
  { common_config; fault_config; } >"$dir/next.conf"
  mv -- "$dir/next.conf" "$dir/lb.conf"
}

start_balancer() {
  mkdir -p "$dir/data" "$dir/plugins"
  write_config
  spawn balancer "$dir/balancer.log" env LB_JAVA="$jdk/bin/java" LB_JAVA_OPTS="$fault_java" "${fault_launch[@]}" \
    "$bundle/bin/lb" run -c "$dir/lb.conf"
  await_answer balancer "$listener_port" bench || fail "the balancer does not start: $(tail -n 20 "$dir/balancer.log")"
}

start_client() {
  rm -f "$dir/stop"
  spawn client "$dir/client.log" "$jdk/bin/java" -Xms128m -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$classes" \
    dev.steelyard.lb.bench.FaultClient "$listener_port" "$rate" "$fault_connections" / "$dir/requests.tsv" "$dir/stop" \
    "$admin_port" "$dir/backends.tsv"
}

stop_client() {
  : >"$dir/stop"
  finish client || fail "the client failed: $(<"$dir/client.log")"
}

# leave: at the end, whatever it is.
leave() {
  local status=$? name
  for name in "${!pid_of[@]}"; do signal CONT "$name" 2>/dev/null || true; done
  for name in "${backends[@]}" e; do [[ -z ${pid_of[backend-$name]:-} ]] || kill_at_once "backend-$name" 2>/dev/null; done
  release_disk
  if $keep; then
    say "kept: $work"
    mv -- "$work" "$work.kept"
    mkdir -- "$work"
  fi
  (exit $status) || true
  end_with $status
}

end_with() {
  set +e
  (exit "$1")
  clean_up
}
