# shellcheck shell=bash
# The way of a request body.
workload_title="POST of 5 KB, 100-byte answers, 64 keep-alive connections"
workload_columns="rps cpu p50 p99 p999 rss errors"
workload_ratios="cpu rps"

warm_up() { wrk_on "$1/4x0" "$warmup" post / -c 64; }
measure() { load_and_record "$1" 4x0 wrk_on "$1/4x0" "$seconds" post / -c 64; }
