# Reads the samples of a run: lines "fact", "peer", "workload" and "sample", tab-separated. Works in any awk.

BEGIN { FS = "\t" }

$1 == "fact" { facts[++fact_count] = $2; fact[$2] = $3 }
$1 == "peer" { peers[++peer_count] = $2; version[$2] = $3 }
$1 == "workload" { workloads[++workload_count] = $2; title[$2] = $3; columns[$2] = $4; ratios[$2] = $5; note[$2] = $6 }
$1 == "sample" {
  sample[$2, $3, $5, $4] = $6
  if ($4 + 1 > rounds[$2]) rounds[$2] = $4 + 1
  if (!(($2, $3) in measured)) measured[$2, $3] = 1
}

function has(w, p, key, round) { return (w, p, key, round) in sample && sample[w, p, key, round] ~ /^-?[0-9.]+$/ }

# The median over rounds; errors are added up, since a median would hide one bad round.
function value(w, p, key,    i, n, list) {
  n = 0
  for (i = 0; i < rounds[w]; i++) if (has(w, p, key, i)) list[++n] = sample[w, p, key, i]
  if (key == "errors" || key == "lost") return n ? sum(list, n) : "-"
  return n ? median(list, n) : "-"
}

# The median of the ratios within each round: what disturbs a round disturbs both sides of it.
function ratio(w, p, base, key,    i, n, list) {
  n = 0
  for (i = 0; i < rounds[w]; i++)
    if (has(w, p, key, i) && has(w, base, key, i) && sample[w, base, key, i] != 0)
      list[++n] = sample[w, p, key, i] / sample[w, base, key, i]
  return n ? median(list, n) : "-"
}

function sum(list, n,    i, total) {
  for (i = 1; i <= n; i++) total += list[i]
  return total
}

function median(list, n,    i, j, x) {
  for (i = 2; i <= n; i++) {
    x = list[i] + 0
    for (j = i - 1; j > 0 && list[j] + 0 > x; j--) list[j + 1] = list[j]
    list[j + 1] = x
  }
  return n % 2 ? list[(n + 1) / 2] + 0 : (list[n / 2] + list[n / 2 + 1]) / 2
}

# What peers are compared with.
function bases(w, list,    n) {
  n = 0
  if ((w, "haproxy") in measured) list[++n] = "haproxy"
  if ((w, "steelyard") in measured) list[++n] = "steelyard"
  return n
}
