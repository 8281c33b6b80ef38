# shellcheck shell=bash
# Who is measured, and who runs.
#
# A peer is a kind of balancer with its options; an instance is a peer started for a setup BACKENDSxROUTES.

declare -A kind_of=() port_of=() tls_port_of=()
peers=()

# resolve_peers: from what was asked for to what is there.
resolve_peers() {
  local spec asked=()
  for spec in "${peer_specs[@]}"; do asked+=("$(peer_name "$spec")"); register_peer "$spec"; done
  for spec in "${extra_steelyards[@]}"; do
    parse_steelyard "$spec"
    kind_of[${spec%%,*}]=steelyard
    asked+=("${spec%%,*}")
  done
  for spec in "${asked[@]}"; do keep_if_there "$spec"; done
  ((${#peers[@]})) || fail "no peer is left to measure"
}

# NAME=KIND@DIR → NAME; KIND@DIR → the folder above target/steelyard, which tells two checkouts apart.
peer_name() {
  local dir
  case $1 in
    *=*) echo "${1%%=*}" ;;
    *@*) dir=${1#*@} && dir=${dir%/} && dir=${dir%/lb-distribution/target/steelyard} && echo "${1%%@*}@$(basename "$dir")" ;;
    *) echo "$1" ;;
  esac
}

register_peer() {
  local name kind=${1#*=} dir=$bundle
  name=$(peer_name "$1")
  [[ $kind != *@* ]] || dir=${kind#*@}
  kind=${kind%%@*}
  declare -F "${kind}_start" >/dev/null || fail "no peer '$kind'; there are: steelyard haproxy nginx caddy proxyhandler direct"
  [[ -z ${kind_of[$name]:-} ]] || fail "two peers of the name '$name'; name one: NAME=$1"
  kind_of[$name]=$kind
  [[ $kind != steelyard ]] || add_steelyard "$name" "$dir" "$jdk" "" "$steelyard_config"
}

keep_if_there() {
  local why
  why=$("${kind_of[$1]}_missing" "$1")
  if [[ -n $why ]]; then
    say "left out: $1: $why"
  else
    peers+=("$1")
    ! declare -F "${kind_of[$1]}_prepare" >/dev/null || "${kind_of[$1]}_prepare"
    record peer "$1" "$("${kind_of[$1]}_version" "$1")"
  fi
}

is_jvm() { [[ ${kind_of[$1]} == steelyard || ${kind_of[$1]} == proxyhandler ]]; }

# Health checks of 1,000 backends every 5 s would be a load of their own.
probe_interval() { if (($1 > 100)); then echo 30s; else echo 5s; fi; }

# In a subshell too: the number comes from a file.
free_port() {
  local port=$((port_base + 1100))
  [[ ! -f $work/port ]] || port=$(($(<"$work/port") + 1))
  while port_is_taken "$port"; do ((port += 1)); done
  ((port < port_base + 2500)) || fail "no port left; see --port-base"
  echo "$port" >"$work/port"
  echo "$port"
}

# start_peer PEER SETUP: the instance is PEER/SETUP; does nothing if it runs.
start_peer() {
  local instance=$1/$2 backends=${2%x*} routes=${2#*x} host=bench
  [[ -z ${port_of[$instance]:-} ]] || return 0
  if [[ ${kind_of[$1]} == direct ]]; then port_of[$instance]=$port_base && return 0; fi
  launch_peer "$1" "$instance" "$backends" "$routes"
  ((routes == 0)) || host=h0.bench
  await_answer "$instance" "${port_of[$instance]}" "$host" ||
    fail "$1 does not start: $(tail -n 20 "$work/$instance/log")"
  ready_at=$EPOCHREALTIME
  note_members "$instance"
}

launch_peer() {
  local port tls_port
  port=$(free_port)
  tls_port=$(free_port)
  mkdir -p "$work/$2"
  "${kind_of[$1]}_start" "$1" "$2" "$port" "$3" "$4" "$tls_port"
  port_of[$2]=$port
  tls_port_of[$2]=$tls_port
}

# url_of INSTANCE PATH: by the workload's scheme.
url_of() {
  if [[ $workload_scheme == https ]]; then
    echo "https://127.0.0.1:${tls_port_of[$1]}$2"
  else
    echo "http://127.0.0.1:${port_of[$1]}$2"
  fi
}

# speaks_tls PEER: the two that are there for comparison only do not.
speaks_tls() { [[ ${kind_of[$1]} != direct && ${kind_of[$1]} != proxyhandler ]]; }

stop_peer() {
  stop "$1/$2"
  unset "port_of[$1/$2]"
}

stop_all_peers() {
  local instance
  for instance in "${!port_of[@]}"; do stop_peer "${instance%/*}" "${instance##*/}"; done
}
