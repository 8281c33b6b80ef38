# shellcheck shell=bash
# The cost of accepting and closing. Connections to backends are kept alive all the same.
workload_title="GET, 100-byte answers, a new connection per request, 64 at a time"
workload_columns="rps cpu p50 p99 p999 rss errors"
workload_ratios="cpu rps"

warm_up() { wrk_on "$1/4x0" "$warmup" close / -c 64; }
measure() { load_and_record "$1" 4x0 wrk_on "$1/4x0" "$seconds" close / -c 64; }
