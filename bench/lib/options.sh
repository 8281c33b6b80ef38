# shellcheck shell=bash
# What the user wants.

usage() {
  cat <<EOF
usage: bench/run [options]

Starts backends and peers on 127.0.0.1, loads the peers in turn, and prints what each cost. Installs nothing.

  --workload A,B          which workloads, of: $(known_workloads | tr '\n' ' ')
                          (unless given, all, in the order of the README)
  --peers A,B             which peers, of: steelyard haproxy nginx caddy proxyhandler direct, where
                          steelyard@DIR is a bundle of another build, and NAME=steelyard@DIR gives it a name
                          (unless given, steelyard,haproxy,nginx,caddy,proxyhandler)
  --steelyard NAME,KEY=VALUE,…
                          one more Steelyard of that name; keys: bundle (folder), jdk (folder), config (as
                          --steelyard-config), java (options for the JVM, blanks between them; all that follows,
                          so it comes last)
  --rounds N              rounds over all peers, of which the median counts ($rounds)
  --seconds S             seconds of load a peer, workload and round ($seconds)
  --warmup S              seconds of load a peer before the first round of a workload ($warmup)
  --quick                 one round of 2 s after a warm-up of 2 s: does it work at all?
  --json FILE             where the results go (bench/results/<date>.json)
  --jdk DIR               the JDK for Steelyard and the reference (JAVA_HOME, or the java on the PATH)
  --steelyard-bundle DIR  the bundle of the peer steelyard (lb-distribution/target/steelyard)
  --steelyard-config X    more config for every Steelyard: a file, or HOCON such as 'listeners.web.idle-timeout = 5s'
  --port-base N           the first of 2,500 ports to use ($port_base)
  --list                  what each workload does
  --help                  this
EOF
}

known_workloads() {
  local file
  for file in "$bench"/workloads/*.sh; do basename -- "$file" .sh; done
}

list_workloads() {
  local name
  for name in $(known_workloads); do
    load_workload "$name"
    printf '%-12s %s\n' "$name" "$workload_title"
  done
}

rounds=3 seconds=10 warmup=10 quick=false
port_base=20000
json=""
jdk=${JAVA_HOME:-}
bundle=$bench/../lb-distribution/target/steelyard
steelyard_config=""
workloads=(small small1000 50k post close tls handshake h2 latency many allocation idle start)
peer_specs=(steelyard haproxy nginx caddy proxyhandler)
extra_steelyards=()

parse_options() {
  while (($#)); do
    case $1 in
      --help | -h) usage; exit 0 ;;
      --list) list_workloads; exit 0 ;;
      --quick) quick=true rounds=1 seconds=2 warmup=2; shift ;;
      --*) (($# > 1)) || fail "$1 needs a value"; set_option "$1" "$2"; shift 2 ;;
      *) fail "unknown argument $1 (see --help)" ;;
    esac
  done
  check_options
}

set_option() {
  case $1 in
    --workload | --workloads) IFS=, read -r -a workloads <<<"$2" ;;
    --peers) IFS=, read -r -a peer_specs <<<"$2" ;;
    --steelyard) extra_steelyards+=("$2") ;;
    --rounds) rounds=$2 ;;
    --seconds) seconds=$2 ;;
    --warmup) warmup=$2 ;;
    --json) json=$2 ;;
    --jdk) jdk=$2 ;;
    --steelyard-bundle) bundle=$2 ;;
    --steelyard-config) steelyard_config=$2 ;;
    --port-base) port_base=$2 ;;
    *) fail "unknown option $1 (see --help)" ;;
  esac
}

check_options() {
  local name value
  for name in rounds seconds warmup port_base; do
    value=${!name}
    [[ $value =~ ^[1-9][0-9]*$ ]] || fail "--${name/_/-}: '$value' (expected: a number of 1 or more)"
  done
  ((port_base <= 30000)) || fail "--port-base: $port_base (expected: 30000 at most, so as to stay below ephemeral ports)"
  for name in "${workloads[@]}"; do
    [[ -r $bench/workloads/$name.sh ]] || fail "no workload '$name'; there are: $(known_workloads | tr '\n' ' ')"
  done
}
