# shellcheck shell=bash
# What a balancer adds to the time of a request when it is not busy. An open-loop client: each request has a moment at which
# it is due, and its time counts from there, so a stall is seen by all requests it delays.
workload_title="GET, 100-byte answers, 2,000 requests/s at fixed moments, 64 connections"
workload_columns="added50 added99 p50 p99 p999 cpu rss errors"
workload_ratios="cpu"
workload_note="Added: minus the same quantile of the client on the backend itself, without a peer, in the same round."
workload_rate=2000

warm_up() { wrk_on "$1/4x0" "$warmup" get / -c 64; }

measure() {
  ((current_round == direct_round)) || measure_direct
  load_and_record "$1" 4x0 paced_on "${port_of[$1/4x0]}"
  sample added50 "$(compute "${got[p50]} - $direct_p50" "/" 1)"
  sample added99 "$(compute "${got[p99]} - $direct_p99" "/" 1)"
}

direct_round=-1
measure_direct() {
  direct_round=$current_round
  paced_on "$port_base"
  direct_p50=${got[p50]}
  direct_p99=${got[p99]}
}

paced_on() { java_client PacedClient "$1" $workload_rate "$seconds" 64; }
