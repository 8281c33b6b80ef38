# shellcheck shell=bash
# Where and with what it was measured.

describe_machine() {
  printf 'fact\t%s\t%s\n' \
    date "$(date -u +%Y-%m-%dT%H:%M:%SZ)" \
    cpu "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" \
    cores "$(nproc)" \
    memory "$(awk '/^MemTotal/ { printf "%.1f GiB", $2 / 1048576 }' /proc/meminfo)" \
    kernel "$(uname -sr)" \
    load "$(cut -d ' ' -f 1-3 /proc/loadavg)" \
    commit "$(commit)" \
    backends "$(nginx -v 2>&1)" \
    client "$(wrk -v 2>&1 | head -n 1 | sed 's/ \[.*//')" \
    rounds "$rounds" seconds "$seconds" warmup "$warmup"
}

commit() {
  local changed=""
  git -C "$bench" rev-parse HEAD >/dev/null 2>&1 || { echo unknown; return; }
  [[ -z $(git -C "$bench" status --porcelain) ]] || changed=" with changes"
  echo "$(git -C "$bench" rev-parse --short=12 HEAD)$changed"
}

print_table() { awk -v workload="$1" -f "$bench/lib/median.awk" -f "$bench/lib/report.awk" "$samples"; }

write_json() {
  local file=${json:-$bench/results/$(date -u +%Y-%m-%dT%H%M%SZ).json}
  mkdir -p -- "$(dirname -- "$file")"
  awk -f "$bench/lib/median.awk" -f "$bench/lib/json.awk" "$samples" >"$file"
  awk -F '\t' '$1 == "fact" { printf "%-9s %s\n", $2, $3 } $1 == "peer" { printf "%-9s %s\n", $2, $3 }' "$samples"
  say "written: $file"
}
