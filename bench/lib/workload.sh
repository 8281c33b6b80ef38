# shellcheck shell=bash
# A workload is a file in workloads/ that sets some of the variables below and defines measure PEER, and warm_up PEER.

# Reads a workload's file over the defaults.
load_workload() {
  workload_title=""
  workload_setups=(4x0)    # the setups BACKENDSxROUTES that every peer is started in beforehand
  workload_rounds=$rounds
  workload_columns=""      # figures to show; see lib/report.awk
  workload_ratios=""       # those of them to compare among peers
  workload_note=""
  workload_scheme=http     # or https
  workload_first=""        # a peer that is measured before the others of each round
  workload_suits() { true; }
  warm_up() { :; }
  # shellcheck source=/dev/null
  source "$bench/workloads/$1.sh"
}

run_workload() {
  local peer round chosen=()
  load_workload "$1"
  current_workload=$1
  for peer in "${peers[@]}"; do
    if workload_suits "$peer"; then chosen+=("$peer"); fi
  done
  ((${#chosen[@]})) || { say "$1: suits none of the peers"; return 0; }
  say "$1: $workload_title"
  record workload "$1" "$workload_title" "$workload_columns" "$workload_ratios" "$workload_note"
  prepare "${chosen[@]}"
  for ((round = 0; round < workload_rounds; round++)); do run_round $round "${chosen[@]}"; done
  print_table "$1"
}

# Starts what is needed, ends what is not, and warms up.
prepare() {
  local instance peer setup
  for instance in "${!port_of[@]}"; do
    [[ " ${workload_setups[*]} " == *" ${instance##*/} "* ]] || stop_peer "${instance%/*}" "${instance##*/}"
  done
  for peer in "$@"; do
    for setup in "${workload_setups[@]}"; do start_peer "$peer" "$setup"; done
    say "  warming up $peer"
    warm_up "$peer"
  done
}

# Each round begins with another peer, so that none always follows the same one.
run_round() {
  local round=$1 i count
  shift
  count=$#
  current_round=$round
  for ((i = 0; i < count; i++)); do
    current_peer=${*:(i + round) % count + 1:1}
    say "  round $((round + 1)): $current_peer"
    measure "$current_peer"
  done
}

# record KIND FIELDS…, sample NAME VALUE: one line of what becomes the table and the JSON file.
record() {
  local IFS=$'\t'
  printf '%s\n' "$*" >>"$samples"
}

sample() { record sample "$current_workload" "$current_peer" "$current_round" "$1" "$2"; }
