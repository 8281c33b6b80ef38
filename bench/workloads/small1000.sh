# shellcheck shell=bash
# As small, with so many connections that their state no longer fits the caches, and every wake-up finds several ready.
workload_title="GET, 100-byte answers, 1,000 keep-alive connections"
workload_columns="rps cpu p50 p99 p999 rss errors"
workload_ratios="cpu rps"

warm_up() { wrk_on "$1/4x0" "$warmup" get / -c 1000; }
measure() { load_and_record "$1" 4x0 wrk_on "$1/4x0" "$seconds" get / -c 1000; }
