# shellcheck shell=bash
# Processes, each with what it starts in a group of its own, so that it can be measured and ended as a whole.

declare -A pid_of=()

# spawn NAME LOG COMMAND…: the kernel ends it too should this script be killed without a chance to clean up.
spawn() {
  local name=$1 log=$2
  shift 2
  : >"$log" # now, not when the child comes to it: what an earlier process wrote must not be taken for its words
  started_at=$EPOCHREALTIME
  setsid setpriv --pdeathsig TERM -- "$@" >"$log" 2>&1 </dev/null &
  pid_of[$name]=$!
}

is_alive() { kill -0 "${pid_of[$1]:-0}" 2>/dev/null && [[ -n ${pid_of[$1]:-} ]]; }

# The processes of a group.
members() {
  local stat line fields
  for stat in /proc/[0-9]*/stat; do
    { read -r line <"$stat"; } 2>/dev/null || continue
    read -r -a fields <<<"${line##*) }"
    [[ ${fields[2]} == "${pid_of[$1]}" && ${fields[0]} != Z ]] && printf '%s ' "$(basename "${stat%/stat}")"
  done
  return 0
}

# User and system time of a process and all its threads, and of its children that have ended, in clock ticks.
cpu_ticks() {
  local pid line fields sum=0
  for pid in ${members_of[$1]}; do
    { read -r line <"/proc/$pid/stat"; } 2>/dev/null || continue
    read -r -a fields <<<"${line##*) }"
    ((sum += fields[11] + fields[12] + fields[13] + fields[14]))
  done
  echo $sum
}

# Resident memory of a group in KiB. statm lags behind on many-core machines, smaps_rollup is counted page by page.
resident_kib() {
  local pid name value sum=0
  for pid in ${members_of[$1]}; do
    while read -r name value _; do
      if [[ $name == Rss: ]]; then ((sum += value)); fi
    done <"/proc/$pid/smaps_rollup"
  done
  echo $sum
}

# The members of groups that serve do not change, so they are looked up once.
declare -A members_of=()
note_members() { members_of[$1]=$(members "$1"); }

# Ends a group: asked first, since a JVM writes its class archive when it stops.
stop() {
  local pid=${pid_of[$1]:-} i
  [[ -n $pid ]] || return 0
  kill -TERM -- "-$pid" 2>/dev/null || true
  for ((i = 0; i < 150; i++)); do
    kill -0 -- "-$pid" 2>/dev/null || break
    pause 0.1
  done
  kill -KILL -- "-$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
  unset "pid_of[$1]" "members_of[$1]"
}

# Waits for a client to end; a signal to this script is handled at once, which a child in the foreground would delay.
finish() {
  local status=0
  wait "${pid_of[$1]}" || status=$?
  unset "pid_of[$1]"
  return $status
}

# Sleeps without a process.
exec {never}<> <(:)
pause() { read -r -t "$1" -u "$never" _ || true; }

clean_up() {
  local status=$? name
  trap - EXIT
  for name in "${!pid_of[@]}"; do kill -TERM -- "-${pid_of[$name]}" 2>/dev/null || true; done
  for name in "${!pid_of[@]}"; do stop "$name"; done
  [[ $work == */steelyard-bench.* ]] && rm -rf -- "$work"
  exit $status
}
