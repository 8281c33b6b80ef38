# Writes a run as JSON. Needs median.awk.

END {
  printf "{"
  for (i = 1; i <= fact_count; i++) printf "%s\n  %s: %s", (i > 1 ? "," : ""), quoted(facts[i]), scalar(fact[facts[i]])
  printf ",\n  \"peers\": {"
  for (i = 1; i <= peer_count; i++) printf "%s\n    %s: %s", (i > 1 ? "," : ""), quoted(peers[i]), quoted(version[peers[i]])
  printf "\n  },\n  \"workloads\": {"
  for (i = 1; i <= workload_count; i++) workload_object(workloads[i], i > 1)
  print "\n  }\n}"
}

function workload_object(w, comma,    p, n) {
  printf "%s\n    %s: {\n      \"title\": %s,\n      \"peers\": {", (comma ? "," : ""), quoted(w), quoted(title[w])
  for (p = 1; p <= peer_count; p++) if ((w, peers[p]) in measured) peer_object(w, peers[p], n++)
  printf "\n      }\n    }"
}

# Medians over rounds, ratios to the bases, and each round.
function peer_object(w, p, comma,    n, b, i, r, keys, base) {
  n = split(columns[w], keys, " ")
  printf "%s\n        %s: {\n          \"median\": {", (comma ? "," : ""), quoted(p)
  for (i = 1; i <= n; i++) printf "%s%s: %s", (i > 1 ? ", " : ""), quoted(keys[i]), scalar(value(w, p, keys[i]))
  printf "}"
  b = bases(w, base)
  for (r = 1; r <= b; r++) ratio_object(w, p, base[r])
  printf ",\n          \"rounds\": ["
  for (r = 0; r < rounds[w]; r++) round_object(w, p, r, n, keys)
  printf "]\n        }"
}

function ratio_object(w, p, base,    n, i, keys) {
  n = split(ratios[w], keys, " ")
  printf ",\n          %s: {", quoted("to " base)
  for (i = 1; i <= n; i++) printf "%s%s: %s", (i > 1 ? ", " : ""), quoted(keys[i]), scalar(ratio(w, p, base, keys[i]))
  printf "}"
}

function round_object(w, p, r, n, keys,    i) {
  printf "%s{", (r ? ", " : "")
  for (i = 1; i <= n; i++)
    printf "%s%s: %s", (i > 1 ? ", " : ""), quoted(keys[i]), (has(w, p, keys[i], r) ? scalar(sample[w, p, keys[i], r]) : "null")
  printf "}"
}

function scalar(x) {
  if (x == "-") return "null"
  return x ~ /^-?(0|[1-9][0-9]*)(\.[0-9]+)?$/ ? x : quoted(x)
}

function quoted(x) {
  gsub(/\\/, "\\\\", x)
  gsub(/"/, "\\\"", x)
  gsub(/[\001-\037]/, " ", x)
  return "\"" x "\""
}
