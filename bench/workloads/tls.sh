# shellcheck shell=bash
# What TLS adds to a request on a connection that stands.
workload_title="GET over TLS, 100-byte answers, 64 keep-alive connections"
workload_columns="rps cpu p50 p99 p999 rss errors"
workload_ratios="cpu rps"
workload_scheme=https

workload_suits() { speaks_tls "$1"; }
warm_up() { wrk_on "$1/4x0" "$warmup" get / -c 64; }
measure() { load_and_record "$1" 4x0 wrk_on "$1/4x0" "$seconds" get / -c 64; }
