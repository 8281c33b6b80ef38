# shellcheck shell=bash
# The least of HTTP, without a process: enough to see that a server answers.

# answers PORT HOST: whether GET / comes back with 200 within a second.
answers() {
  local fd line=""
  { exec {fd}<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || return 1
  printf 'GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n' "$2" >&"$fd" || true
  read -r -t 1 -u "$fd" line 2>/dev/null || true
  exec {fd}>&-
  [[ $line == "HTTP/1.1 200"* ]]
}

# await_answer INSTANCE PORT HOST
await_answer() {
  local deadline=$((SECONDS + 30))
  until answers "$2" "$3"; do
    is_alive "$1" && ((SECONDS < deadline)) || return 1
    pause 0.002
  done
}

port_is_taken() {
  local fd
  { exec {fd}<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || return 1
  exec {fd}>&-
}
