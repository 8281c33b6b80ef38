# shellcheck shell=bash
# Heap that a JVM allocates for a request: what the threads allocated between the begin and the end of a flight recording of
# nothing else (jdk.ThreadAllocationStatistics counts to the byte), divided by the requests in between.
workload_title="heap allocated per request; GET, 100-byte answers, 64 keep-alive connections"
workload_columns="allocated rps"
workload_ratios="allocated"

workload_suits() { is_jvm "$1"; }

# The first recording of a JVM instruments classes and throws compiled code away, so it comes before the load.
warm_up() {
  begin_recording "$1"
  end_recording "$1"
  wrk_on "$1/4x0" "$warmup" get / -c 64
}

measure() {
  begin_recording "$1"
  wrk_on "$1/4x0" "$seconds" get / -c 64
  end_recording "$1"
  sample allocated "$(compute "$(allocated_bytes)" "/" "${got[requests]}")"
  sample rps "${got[rps]}"
}

begin_recording() {
  "$jdk/bin/jcmd" "${pid_of[$1/4x0]}" JFR.start name=bench settings="$bench/lib/allocation.jfc" >/dev/null
}

end_recording() { "$jdk/bin/jcmd" "${pid_of[$1/4x0]}" JFR.stop name=bench filename="$work/allocation.jfr" >/dev/null; }

allocated_bytes() {
  "$jdk/bin/jfr" print --json --events jdk.ThreadAllocationStatistics "$work/allocation.jfr" |
    awk -f "$bench/lib/allocation.awk"
}
