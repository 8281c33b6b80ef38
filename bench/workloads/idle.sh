# shellcheck shell=bash
# The memory of a connection that does nothing. Each is opened, has one request answered, and stays.
workload_title="10,000 idle keep-alive connections"
workload_setups=()
workload_columns="connections lost rss_each heap_each rss"
workload_ratios="rss_each"
workload_note="RSS of the process, in which the kernel's part of a connection is not; for a JVM after a full collection."

workload_suits() { [[ ${kind_of[$1]} != direct ]]; }

# A new instance each time: memory that an earlier load left would hide what the connections take.
measure() {
  local rss heap
  idle_connections=$(idle_count)
  start_peer "$1" 4x0
  wrk_on "$1/4x0" "$warmup" get / -c 64
  settle "$1"
  rss=$settled_rss heap=$settled_heap
  hold_connections "${port_of[$1/4x0]}"
  settle "$1"
  record_idle "$(awk '$2 == "open" { print $3 }' "$work/idle")" "$rss" "$heap"
  stop idle
  stop_peer "$1" 4x0
}

# Ten thousand, or as many as there are files for.
idle_count() {
  local wanted=10000 most=$((files * 6 / 10 - 1500))
  ! $quick || wanted=1000
  echo $((wanted < most ? wanted : most))
}

record_idle() {
  local open=$1 rss=$2 heap=$3
  sample connections "$open"
  sample lost $((idle_connections - open + $(awk '$2 == "lost" { n = $3 } END { print n + 0 }' "$work/idle")))
  sample rss_each "$(compute "($settled_rss - $rss) * 1024" "/" "$open")"
  [[ $heap == - ]] || sample heap_each "$(compute "$settled_heap - $heap" "/" "$open")"
  sample rss "$(compute "$settled_rss" "/" 1024)"
}

hold_connections() {
  spawn idle "$work/idle" "$jdk/bin/java" -Xmx512m -XX:+UseSerialGC -cp "$classes" dev.steelyard.lb.bench.IdleClient \
    "$1" "$idle_connections"
  until grep -q '^@ open' "$work/idle"; do
    is_alive idle || fail "the client of idle connections ended: $(<"$work/idle")"
    pause 0.2
  done
}

# Memory when what was begun has ended. The histogram of live objects runs a full collection and counts to the byte.
settle() {
  local pid=${pid_of[$1/4x0]}
  pause 2
  settled_heap=-
  if is_jvm "$1"; then settled_heap=$("$jdk/bin/jcmd" "$pid" GC.class_histogram | awk '$1 == "Total" { print $3 }'); fi
  settled_rss=$(resident_kib "$1/4x0")
}
