# Sums up requests, sorted by their time: when due, µs, outcome, body. Times are of all that were answered, well or not.

{ requests++ }
$3 != "200" { failed++; kinds[$3]++ }
$3 ~ /^[0-9]+$/ { times[++answered] = $2 }

END {
  printf "requests\t%d\nfailed\t%d\nkinds\t%s\n", requests, failed, of_kinds()
  printf "p50\t%s\np99\t%s\nmax\t%s\n", millis(quantile(0.5)), millis(quantile(0.99)), millis(times[answered])
}

function of_kinds(    kind, text) {
  for (kind in kinds) text = text (text == "" ? "" : ", ") kinds[kind] " " kind
  return text == "" ? "-" : text
}

function quantile(q,    place) {
  place = int(q * answered)
  if (place < q * answered) place++
  return times[place < 1 ? 1 : place]
}

function millis(us) { return us == "" ? "-" : sprintf("%.1f", us / 1000) }
