# shellcheck shell=bash
# From the start of the process to the first answer that came through it, asked for every 2 ms. Steelyard's launcher keeps an
# archive of loaded classes from earlier runs; the start of the warm-up writes it when it stops.
workload_title="start to the first answer"
workload_setups=()
workload_columns="start rss"
workload_ratios="start"
workload_rounds=$((rounds < 5 && rounds > 1 ? 5 : rounds))

workload_suits() { [[ ${kind_of[$1]} != direct ]]; }

warm_up() {
  start_peer "$1" 4x0
  stop_peer "$1" 4x0
}

measure() {
  start_peer "$1" 4x0
  sample start "$(compute "($ready_at - $started_at) * 1000" "/" 1)"
  sample rss "$(compute "$(resident_kib "$1/4x0")" "/" 1024)"
  stop_peer "$1" 4x0
}
