# shellcheck shell=bash
# Questions to the balancer and to what was written down, without a process where it can be.

# ask PORT METHOD PATH [BODY]: leaves answer_status and answer.
ask() {
  local fd line text body=${4:-}
  answer_status=000 answer=""
  { exec {fd}<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || return 0
  printf '%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s' \
    "$2" "$3" "${#body}" "$body" >&"$fd" 2>/dev/null || true
  if read -r -t 10 -u "$fd" _ answer_status _; then
    local length=0
    while read -r -t 10 -u "$fd" line && line=${line%$'\r'} && [[ -n $line ]]; do
      [[ ${line,,} != content-length:* ]] || length=${line#*:}
    done
    if ((length > 0)); then read -r -t 10 -N "$((length))" -u "$fd" answer || true; fi
    # Without a length, until the end: an answer in chunks, whose sizes are lines of their own.
    if ((length == 0)); then while IFS= read -r -t 10 -u "$fd" text; do answer+=$text$'\n'; done; fi
  fi
  exec {fd}>&-
}
answer_status=000 answer=""

api() { ask "$admin_port" "$@"; }

# api_must METHOD PATH BODY STATUS: an operator's command that is expected to be taken.
api_must() {
  api "$1" "$2" "$3"
  [[ $answer_status == "$4" ]] || broken+=("$1 $2: $answer_status $answer")
}

# metric NAME [TEXT]: the sum of its series, or of those with a text in their labels.
metric() {
  api GET /metrics
  awk -v name="$1" -v text="${2:-}" 'index($0, name) == 1 && substr($0, length(name) + 1, 1) ~ /[{ ]/ && index($0, text) { sum += $NF }
    END { printf "%.0f\n", sum }' <<<"$answer"
}

# micros: µs since 1970.
micros() { echo "${EPOCHREALTIME/[.,]/}"; }

# until_true SECONDS COMMAND…: whether it became true in time.
until_true() {
  local deadline=$(($(micros) + $1 * 1000000))
  until "${@:2}"; do
    (($(micros) < deadline)) || return 1
    pause 0.05
  done
}

api_says() { api GET "$1" && [[ $answer == *"$2"* ]]; }
health_says() { api GET /health && [[ $answer == *"$1"* ]]; }
health_is_clear() { health_says '"faults":{}'; }
log_says() { grep -qF -- "$1" "$dir/balancer.log"; }

# out_after NAME: ms from the fault until new requests did not get that backend, by the API; "-" if that never was.
out_after() {
  awk -F '\t' -v from="$fault_at" -v name="$1" '$2 == name && $4 == "out" && $1 >= from { printf "%.0f\n", ($1 - from) / 1000; found = 1; exit }
    END { if (!found) print "-" }' "$dir/backends.tsv"
}

# changes_since MICROS: changes of a status or of who gets requests.
changes_since() {
  awk -F '\t' -v from="$1" '{ now = $3 $4; if ($1 >= from && ($2 in last) && last[$2] != now) count++; last[$2] = now }
    END { print count + 0 }' "$dir/backends.tsv"
}

is_in() {
  api GET "/api/v1/backend/$1"
  [[ $answer == *'"status":"healthy"'* && $answer == *'"passed_over":null'* ]]
}

# all_are_well: every backend of the config is in, with its whole share.
all_are_well() {
  local whole=""
  api GET /api/v1/backend/list
  [[ $answer != *'"passed_over":"'* ]] || return 1
  whole=$(grep -o '"share":1.0,' <<<"$answer" | wc -l)
  ((whole >= ${#backends[@]}))
}

# sum_up FROM TO: leaves got[requests], got[failed], got[kinds], got[p50], got[p99], got[max] of requests due in that time.
declare -A got=()
sum_up() {
  local name value
  while IFS=$'\t' read -r name value; do got[$name]=$value; done < <(
    awk -F '\t' -v from="$1" -v to="$2" '$1 >= from && $1 <= to' "$dir/requests.tsv" | sort -t $'\t' -n -k 2,2 |
      awk -F '\t' -f "$bench/lib/faults/summary.awk")
}

# count_outcomes FROM TO PATTERN: requests due in that time whose outcome matches.
count_outcomes() {
  awk -F '\t' -v from="$1" -v to="$2" -v pattern="$3" '$1 >= from && $1 <= to && $3 ~ pattern' "$dir/requests.tsv" | wc -l
}

count_failed() { awk -F '\t' -v from="$1" -v to="$2" '$1 >= from && $1 <= to && $3 != "200"' "$dir/requests.tsv" | wc -l; }

# compare A OP B, with decimals; false if one is no number.
compare() { awk -v a="$1" -v b="$3" "BEGIN { exit !(a ~ /^[0-9.]+\$/ && b ~ /^[0-9.]+\$/ && a + 0 $2 b + 0) }"; }
