# shellcheck shell=bash
# What the user wants of bench/faults.

usage() {
  cat <<END
usage: bench/faults [options]

Starts backends and a balancer on 127.0.0.1, sends $rate GETs a second through it, breaks things, and prints what clients
noticed. Exit code 0 if all that must hold held, 1 if not. Installs nothing.

  --only A,B        which faults, of: $(known_faults | tr '\n' ' ')
                    (unless given, all, in this order)
  --seconds N       how long a fault lasts, where it is the test that ends it ($seconds)
  --rate N          requests a second ($rate)
  --bundle DIR      the bundle (lb-distribution/target/steelyard)
  --jdk DIR         the JDK (JAVA_HOME, or the java on the PATH)
  --json FILE       where the results go (bench/results/faults-<date>.json)
  --port-base N     the first of 2,500 ports to use ($port_base)
  --keep            keep the folder with logs and every request's outcome, and say where it is
  --list            what each fault is
  --help            this
END
}

# In the order in which they are told of.
fault_order=(kill hang 503 slow one-left reload api upgrade term disk-full clock dns fds)
known_faults() { printf '%s\n' "${fault_order[@]}"; }

list_faults() {
  local name
  for name in "${fault_order[@]}"; do
    load_fault "$name"
    printf '%-10s %s\n' "$name" "$fault_title"
  done
}

seconds=3 rate=1000 warmup=6
port_base=20000
json="" keep=false
jdk=${JAVA_HOME:-}
bundle=$bench/../lb-distribution/target/steelyard
only=("${fault_order[@]}")

parse_options() {
  while (($#)); do
    case $1 in
      --help | -h) usage; exit 0 ;;
      --list) list_faults; exit 0 ;;
      --keep) keep=true; shift ;;
      --*) (($# > 1)) || fail "$1 needs a value"; set_option "$1" "$2"; shift 2 ;;
      *) fail "unknown argument $1 (see --help)" ;;
    esac
  done
  check_options
}

set_option() {
  case $1 in
    --only) IFS=, read -r -a only <<<"$2" ;;
    --seconds) seconds=$2 ;;
    --rate) rate=$2 ;;
    --bundle) bundle=$2 ;;
    --jdk) jdk=$2 ;;
    --json) json=$2 ;;
    --port-base) port_base=$2 ;;
    *) fail "unknown option $1 (see --help)" ;;
  esac
}

check_options() {
  local name value
  for name in seconds rate port_base; do
    value=${!name}
    [[ $value =~ ^[1-9][0-9]*$ ]] || fail "--${name/_/-}: '$value' (expected: a number of 1 or more)"
  done
  ((port_base <= 30000)) || fail "--port-base: $port_base (expected: 30000 at most, so as to stay below ephemeral ports)"
  for name in "${only[@]}"; do
    [[ -r $bench/breaks/$name.sh ]] || fail "no fault '$name'; there are: $(known_faults | tr '\n' ' ')"
  done
  bundle=$(readlink -f -- "$bundle") && [[ -x $bundle/bin/lb ]] ||
    fail "no bundle at $bundle (build it: mvn -B -q -DskipTests package)"
}

check_fault_tools() {
  local tool missing=()
  for tool in setsid setpriv getconf; do command -v "$tool" >/dev/null || missing+=("$tool"); done
  find_jdk || missing+=("a JDK of 17 or newer")
  ((${#missing[@]} == 0)) || fail "missing: ${missing[*]}"
}

compile_fault_java() {
  classes=$work/classes
  mkdir -p "$classes"
  "$jdk/bin/javac" --release 17 -encoding UTF-8 -d "$classes" "$bench"/java/{FaultBackend,FaultClient,BackendWatch,CrowdClient}.java
}
