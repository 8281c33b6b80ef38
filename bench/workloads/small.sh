# shellcheck shell=bash
# The cost of a request itself: nearly no bytes, no new connections.
workload_title="GET, 100-byte answers, 64 keep-alive connections"
workload_columns="rps cpu p50 p99 p999 rss errors"
workload_ratios="cpu rps"

warm_up() { wrk_on "$1/4x0" "$warmup" get / -c 64; }
measure() { load_and_record "$1" 4x0 wrk_on "$1/4x0" "$seconds" get / -c 64; }
