# shellcheck shell=bash
# Load on one instance, and what it cost.

# wrk_on INSTANCE SECONDS SCRIPT PATH ARGS…: leaves wrk's figures in the associative array "got".
wrk_on() {
  local instance=$1 time=$2 script=$3 path=$4
  shift 4
  spawn client "$work/client" env BENCH_WRK="$bench/wrk" wrk -t 2 -d "${time}s" --timeout 5s -s "$bench/wrk/$script.lua" "$@" \
    "$(url_of "$instance" "$path")"
  finish client || fail "wrk failed: $(<"$work/client")"
  read_figures
}

# h2load_on INSTANCE SECONDS PATH ARGS…: the same with HTTP/2; h2load tells no percentiles.
h2load_on() {
  local instance=$1 time=$2 path=$3
  spawn client "$work/client" h2load -t 2 -D "$time" "${@:4}" "$(url_of "$instance" "$path")"
  finish client || fail "h2load failed: $(<"$work/client")"
  got=([p50]=- [p99]=- [p999]=-)
  got[rps]=$(sed -n 's/^finished in [^,]*, \([0-9.]*\) req.*/\1/p' "$work/client")
  got[requests]=$(sed -n 's/^requests: .* \([0-9]*\) succeeded.*/\1/p' "$work/client")
  got[errors]=$(sed -n 's/^requests: .* \([0-9]*\) failed.*/\1/p' "$work/client")
  [[ -n ${got[requests]:-} ]] || fail "h2load tells nothing: $(<"$work/client")"
}

# java_client CLASS ARGS…: the same with one of the clients in bench/java.
java_client() {
  spawn client "$work/client" "$jdk/bin/java" -Xms256m -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
    -cp "$classes" "dev.steelyard.lb.bench.$1" "${@:2}"
  finish client || fail "$1 failed: $(<"$work/client")"
  read_figures
}

# The lines "@ name value" of a client.
read_figures() {
  local mark name value
  got=()
  while read -r mark name value; do
    [[ $mark != @ ]] || got[$name]=$value
  done <"$work/client"
  [[ -n ${got[requests]:-} ]] || fail "the client tells nothing: $(<"$work/client")"
}
declare -A got=()

ticks_per_second=$(getconf CLK_TCK)

# costs INSTANCE COMMAND…: runs a client between two looks at the CPU time of the instance; leaves got[cpu], got[rss].
costs() {
  local instance=$1 before
  shift
  before=$(cpu_ticks_or_zero "$instance")
  "$@"
  got[cpu]=$(compute "($(cpu_ticks_or_zero "$instance") - $before) * 1000000 / $ticks_per_second" "/" "${got[requests]}")
  got[rss]=$(compute "$(resident_kib_or_zero "$instance")" "/" 1024)
}

cpu_ticks_or_zero() { if [[ -n ${members_of[$1]:-} ]]; then cpu_ticks "$1"; else echo 0; fi; }
resident_kib_or_zero() { if [[ -n ${members_of[$1]:-} ]]; then resident_kib "$1"; else echo 0; fi; }

# compute DIVIDEND / DIVISOR, with decimals; "-" if there is nothing to divide by.
compute() { awk "BEGIN { if (($3) == 0) print \"-\"; else printf \"%.3f\\n\", ($1) / ($3) }"; }

# load_and_record PEER SETUP COMMAND…: the figures of most workloads.
load_and_record() {
  local name
  costs "$1/$2" "${@:3}"
  for name in rps cpu p50 p99 p999 rss errors; do sample "$name" "${got[$name]}"; done
}
