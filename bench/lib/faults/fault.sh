# shellcheck shell=bash
# A fault is a file in breaks/ that sets some of the variables below and defines disturb and judge.

load_fault() {
  fault_title=""
  fault_must=""                # what must hold, in words
  fault_java=""                # options for the balancer's JVM
  fault_launch=()              # what the balancer is started by
  fault_connections=4000       # connections the client may open
  fault_out=""                 # the backend that must go out of rotation
  fault_retries=true           # whether retries can be counted: the process stays
  fault_missing() { :; }       # why it cannot be run here
  fault_config() { :; }
  fault_prepare() { :; }       # before the balancer starts
  # shellcheck source=/dev/null
  source "$bench/breaks/$1.sh"
}

run_fault() {
  local why
  load_fault "$1"
  fault=$1 broken=() notes=()
  say "$1: $fault_title"
  why=$(fault_missing)
  if [[ -n $why ]]; then
    row not-run - - - - - - - "$why"
    return 0
  fi
  set_up
  pause "$warmup"
  must "not all backends were well before it" until_true 45 all_are_well
  fault_from=$(micros)
  retries=$($fault_retries && metric lb_upstream_retries_total || echo 0)
  pause 1
  fault_at=$(micros)
  disturb
  pause 1
  fault_to=$(micros)
  if $fault_retries; then retries=$(($(metric lb_upstream_retries_total) - retries)); else retries=-; fi
  stop_client
  sum_up "$fault_from" "$fault_to"
  out=-
  [[ -z $fault_out ]] || out=$(out_after "$fault_out")
  judge
  tell_row
  tear_down
}

set_up() {
  dir=$work/$fault
  mkdir -p "$dir"
  listener_port=$(next_port) admin_port=$(next_port)
  mend_backends
  fault_prepare
  start_balancer
  start_client
}

tear_down() {
  local name
  for name in idle balancer next; do stop "$name"; done
  release_disk
}

release_disk() {
  [[ -z ${mounted:-} ]] || umount "$mounted" 2>/dev/null || umount -l "$mounted" || true
  mounted=""
}

next_port() {
  local port=$((port_base + 100))
  [[ ! -f $work/port ]] || port=$(($(<"$work/port") + 1))
  while port_is_taken "$port"; do ((port += 1)); done
  echo "$port" >"$work/port"
  echo "$port"
}

# must TEXT COMMAND…: something that must hold, and what to say if it does not.
must() { "${@:2}" || broken+=("$1"); }

note() { notes+=("$1"); }

must_fail_nothing() { must "${got[failed]} failed (${got[kinds]})" compare "${got[failed]}" == 0; }
must_be_out_within() { must "$fault_out out after $out ms" compare "$out" '<' "$1"; }
must_lose_no_connection() {
  local lost=$(($(client_figure dropped) + $(client_figure dismissed)))
  must "$lost connections lost" compare "$lost" == 0
}
must_stay_below() { must "a request took ${got[max]} ms" compare "${got[max]}" '<' "$1"; }

client_figure() { awk -v name="$1" '$1 == "@" && $2 == name { print $3 }' "$dir/client.log"; }
