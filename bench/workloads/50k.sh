# shellcheck shell=bash
# The cost of moving bytes: how many system calls and copies a body takes.
workload_title="GET, 50 KB answers, 64 keep-alive connections"
workload_columns="rps cpu p50 p99 p999 rss errors"
workload_ratios="cpu rps"

warm_up() { wrk_on "$1/4x0" "$warmup" get /50k -c 64; }
measure() { load_and_record "$1" 4x0 wrk_on "$1/4x0" "$seconds" get /50k -c 64; }
