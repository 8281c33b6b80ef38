# shellcheck shell=bash
# Steelyard's bundle, with the JVM told that there are two processors.

declare -A steelyard_bundle=() steelyard_jdk=() steelyard_java=() steelyard_more=()

# add_steelyard NAME BUNDLE JDK JAVA_OPTIONS CONFIG
add_steelyard() {
  local dir
  dir=$(readlink -f -- "$2") || dir=$2
  steelyard_bundle[$1]=$dir
  steelyard_jdk[$1]=$3
  steelyard_java[$1]=$4
  steelyard_more[$1]=$5
}

# parse_steelyard NAME,KEY=VALUE,…
parse_steelyard() {
  local name=${1%%,*} rest="" part b=$bundle j=$jdk java="" config=$steelyard_config
  [[ $1 != *,* ]] || rest=${1#*,}
  while [[ -n $rest ]]; do
    if [[ $rest == java=* ]]; then java=${rest#java=} && break; fi
    part=${rest%%,*}
    case $part in
      bundle=*) b=${part#*=} ;;
      jdk=*) j=${part#*=} ;;
      config=*) config=${part#*=} ;;
      *) fail "--steelyard $1: '$part' (expected: bundle=, jdk=, config= or java=)" ;;
    esac
    [[ $rest == *,* ]] && rest=${rest#*,} || rest=""
  done
  add_steelyard "$name" "$b" "$j" "$java" "$config"
}

steelyard_missing() {
  local dir=${steelyard_bundle[$1]}
  [[ -x $dir/bin/lb ]] || echo "no bundle at $dir (build it: mvn -B -q -DskipTests package)"
}

steelyard_version() {
  local more=""
  [[ -z ${steelyard_java[$1]} ]] || more=", ${steelyard_java[$1]}"
  echo "$(LB_JAVA=${steelyard_jdk[$1]}/bin/java "${steelyard_bundle[$1]}/bin/lb" version | head -n 1)$more, ${steelyard_bundle[$1]}"
}

# The build, which tells more than the version: 17.0.15+6-Debian-1deb12u1.
java_version() { echo "Java $("$1/bin/java" -version 2>&1 | sed -n "2s/.*(build \\(.*\\))/\\1/p")"; }

# steelyard_start PEER INSTANCE PORT BACKENDS ROUTES TLS_PORT
steelyard_start() {
  local dir=$work/$2
  steelyard_config "$1" "$3" "$4" "$5" "$6" >"$dir/lb.conf"
  spawn "$2" "$dir/log" env LB_JAVA="${steelyard_jdk[$1]}/bin/java" \
    LB_JAVA_OPTS="-XX:ActiveProcessorCount=2 ${steelyard_java[$1]}" "${steelyard_bundle[$1]}/bin/lb" run -c "$dir/lb.conf"
}

steelyard_config() {
  local peer=$1 port=$2 backends=$3 routes=$4 tls_port=$5 more=${steelyard_more[$1]}
  cat <<EOF
listeners.web { bind = "127.0.0.1:$port", idle-timeout = 300s }
listeners.secure {
  bind = "127.0.0.1:$tls_port", idle-timeout = 300s, protocol = https
  tls.certificates = [ { chain = "$certificates/cert.pem", key = "$certificates/key.pem" } ]
}
admin.bind = "127.0.0.1:$(free_port)"
drain-timeout = 1s
pools.web {
  algorithm = round-robin
  health { check { type = http, path = /health }, interval = $(probe_interval "$backends") }
  backends = [ $(backend_ports "$backends" | sed 's/.*/"127.0.0.1:&"/' | paste -sd,) ]
}
EOF
  ((routes == 0)) || printf 'routes = [\n%s\n]\n' \
    "$(route_hosts "$routes" | sed 's/.*/  { match { host = "&" }, name = "&", pool = web }/')"
  if [[ -f $more ]]; then cat -- "$more"; else echo "$more"; fi
}
