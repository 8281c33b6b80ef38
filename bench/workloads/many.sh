# shellcheck shell=bash
# Whether a large config costs: one pool and one route per host name, 1,000 of each against 4 of each, side by side.
workload_title="GET, 64 keep-alive connections; 1,000 backends and 1,000 routes against 4 and 4"
workload_setups=(4x4 1000x1000)
workload_columns="scale cpu_scale rps_few rps_many cpu_few cpu_many errors"
workload_ratios="scale"
workload_note="More connections to more backends cost the backends too, on the same cores: read it beside what the others lose."

workload_suits() { [[ ${kind_of[$1]} != proxyhandler && ${kind_of[$1]} != direct ]]; }

warm_up() {
  routes_on "$1" 4 "$warmup"
  routes_on "$1" 1000 "$warmup"
}

measure() {
  local errors few cost
  costs "$1/4x4" routes_on "$1" 4 "$seconds"
  few=${got[rps]} cost=${got[cpu]} errors=${got[errors]}
  sample rps_few "$few"
  sample cpu_few "$cost"
  costs "$1/1000x1000" routes_on "$1" 1000 "$seconds"
  sample rps_many "${got[rps]}"
  sample cpu_many "${got[cpu]}"
  sample scale "$(compute "${got[rps]}" "/" "$few")"
  sample cpu_scale "$(compute "${got[cpu]}" "/" "$cost")"
  sample errors $((errors + got[errors]))
}

routes_on() { BENCH_ROUTES=$2 wrk_on "$1/$2x$2" "$3" routes / -c 64; }
