# shellcheck shell=bash
# The table and the file of a run.

# row HELD REQUESTS FAILED RETRIES OUT P50 P99 MAX WHY: one line of what becomes both.
row() {
  local IFS=$'\t'
  printf '%s\n' "$fault"$'\t'"$fault_title"$'\t'"$fault_must"$'\t'"$*" >>"$rows"
}

tell_row() {
  local held=yes why="" kinds=${got[failed]}
  ((got[failed] == 0)) || kinds="${got[failed]} (${got[kinds]})"
  if ((${#broken[@]})); then held=no; fi
  why=$(printf '%s; ' ${broken[@]+"${broken[@]}"} ${notes[@]+"${notes[@]}"})
  why=${why%; }
  row "$held" "${got[requests]}" "$kinds" "$retries" "$out" "${got[p50]}" "${got[p99]}" "${got[max]}" "${why//[$'\t\n']/ }"
  say "  $held: ${got[requests]} requests, ${got[failed]} failed, p99 ${got[p99]} ms, max ${got[max]} ms${why:+; $why}"
}

print_rows() { awk -F '\t' -f "$bench/lib/faults/table.awk" "$rows"; }

write_rows() {
  local file=${json:-$bench/results/faults-$(date -u +%Y-%m-%dT%H%M%SZ).json}
  mkdir -p -- "$(dirname -- "$file")"
  awk -F '\t' -f "$bench/lib/faults/json.awk" "$work/facts.tsv" "$rows" >"$file"
  say "written: $file"
}

all_held() { ! awk -F '\t' '$4 == "no" { found = 1 } END { exit !found }' "$rows"; }

describe_fault_machine() {
  printf '%s\t%s\n' \
    date "$(date -u +%Y-%m-%dT%H:%M:%SZ)" \
    cpu "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" \
    cores "$(nproc)" \
    memory "$(awk '/^MemTotal/ { printf "%.1f GiB", $2 / 1048576 }' /proc/meminfo)" \
    kernel "$(uname -sr)" \
    load "$(cut -d ' ' -f 1-3 /proc/loadavg)" \
    commit "$(commit)" \
    bundle "$(LB_JAVA="$jdk/bin/java" "$bundle/bin/lb" version | head -n 1)" \
    rate "$rate" seconds "$seconds" >"$work/facts.tsv"
}
