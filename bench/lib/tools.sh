# shellcheck shell=bash
# What must be there before anything starts.

say() { printf '%s\n' "$*" >&2; }

fail() {
  printf 'bench: %s\n' "$*" >&2
  exit 1
}

# The tools without which nothing can be measured, each with the Debian package that brings it.
check_tools() {
  local tool package missing=()
  while read -r tool package; do
    command -v "$tool" >/dev/null || missing+=("$package")
  done <<'EOF'
nginx nginx-light
wrk wrk
h2load nghttp2-client
openssl openssl
setsid util-linux
setpriv util-linux
getconf libc-bin
EOF
  find_jdk || missing+=(openjdk-17-jdk-headless)
  ((${#missing[@]} == 0)) || fail "missing tools; on Debian: apt-get install ${missing[*]}"
}

# A JDK: javac for the clients, jcmd and jfr for what the heap holds.
find_jdk() {
  local javac
  if [[ -z $jdk ]]; then
    javac=$(command -v javac) || return 1
    jdk=$(dirname -- "$(dirname -- "$(readlink -f -- "$javac")")")
  fi
  [[ -x $jdk/bin/javac && -x $jdk/bin/java ]] || fail "$jdk is no JDK: it has no bin/javac"
}

# A connection through a proxy takes a file on each side. Only root may go above the hard limit.
raise_file_limit() {
  local wanted=65536 hard
  hard=$(ulimit -Hn)
  [[ $hard != unlimited ]] && ((hard < wanted)) && { ulimit -Hn "$wanted" 2>/dev/null || wanted=$hard; }
  ulimit -Sn "$wanted" 2>/dev/null || true
  files=$(ulimit -Sn)
  ((files >= 8192)) || fail "only $files open files allowed; raise it: ulimit -n 65536"
}

# One of the kind that most sites have by now: P-256.
make_certificate() {
  certificates=$work/tls
  mkdir -p "$certificates"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=bench \
    -addext subjectAltName=IP:127.0.0.1,DNS:bench -keyout "$certificates/key.pem" -out "$certificates/cert.pem" 2>"$work/openssl" ||
    fail "openssl makes no certificate: $(<"$work/openssl")"
  cat "$certificates/cert.pem" "$certificates/key.pem" >"$certificates/both.pem"
}

compile_java() {
  classes=$work/classes
  mkdir -p "$classes"
  "$jdk/bin/javac" --release 17 -encoding UTF-8 -d "$classes" "$bench"/java/{IdleClient,PacedClient}.java
}
