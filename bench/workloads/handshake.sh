# shellcheck shell=bash
# The cost of a full handshake, with a key on P-256; wrk resumes no session.
workload_title="GET over TLS, 100-byte answers, a new connection per request, 64 at a time"
workload_columns="rps cpu p50 p99 p999 rss errors"
workload_ratios="cpu rps"
workload_scheme=https

workload_suits() { speaks_tls "$1"; }
warm_up() { wrk_on "$1/4x0" "$warmup" close / -c 64; }
measure() { load_and_record "$1" 4x0 wrk_on "$1/4x0" "$seconds" close / -c 64; }
