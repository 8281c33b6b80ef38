# shellcheck shell=bash
# HTTP/2 in TLS, as browsers speak it, to backends that speak HTTP/1.1.
workload_title="GET over HTTP/2 and TLS, 100-byte answers, 64 connections, one request at a time on each"
workload_columns="rps cpu rss errors"
workload_ratios="cpu rps"
workload_scheme=https

workload_suits() { speaks_tls "$1"; }
warm_up() { h2load_on "$1/4x0" "$warmup" / -c 64 -m 1; }
measure() { load_and_record "$1" 4x0 h2load_on "$1/4x0" "$seconds" / -c 64 -m 1; }
