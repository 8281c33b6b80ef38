# Prints one workload as a table that reads well in a terminal and in Markdown. Needs median.awk.

BEGIN {
  column("rps", "req/s", 0);              column("cpu", "CPU µs/req", 1)
  column("p50", "p50 ms", 2);             column("p99", "p99 ms", 2)
  column("p999", "p99.9 ms", 2);          column("rss", "RSS MiB", 0)
  column("errors", "errors", 0);          column("added50", "added p50 ms", 3)
  column("added99", "added p99 ms", 3);   column("rps_few", "req/s 4", 0)
  column("rps_many", "req/s 1000", 0);    column("cpu_few", "CPU µs/req 4", 1)
  column("cpu_many", "CPU µs/req 1000", 1); column("scale", "req/s 1000:4", 2)
  column("cpu_scale", "CPU 1000:4", 2)
  column("connections", "connections", 0); column("lost", "lost", 0)
  column("rss_each", "RSS B/conn", 0);    column("heap_each", "live heap B/conn", 0)
  column("start", "ms to first 200", 0);  column("allocated", "heap B/req", 0)
}

function column(key, text, decimals) { header[key] = text; digits[key] = decimals }

END {
  if (!(workload in title)) exit
  headings(workload)
  for (p = 1; p <= peer_count; p++) if ((workload, peers[p]) in measured) line(workload, peers[p])
  print_cells()
}

function headings(w,    n, i, b, r, list, base) {
  cell(0, 1, "peer")
  width_count = split(columns[w], shown, " ")
  for (i = 1; i <= width_count; i++) cell(0, i + 1, header[shown[i]])
  n = split(ratios[w], list, " ")
  b = bases(w, base)
  for (i = 1; i <= n; i++)
    for (r = 1; r <= b; r++) {
      ratio_key[++ratio_count] = list[i]
      ratio_base[ratio_count] = base[r]
      cell(0, width_count + 1 + ratio_count, (list[i] == "cpu" ? "CPU" : header[list[i]]) " / " base[r])
    }
}

function line(w, p,    i, x) {
  row++
  cell(row, 1, p)
  for (i = 1; i <= width_count; i++) cell(row, i + 1, number(value(w, p, shown[i]), digits[shown[i]]))
  for (i = 1; i <= ratio_count; i++)
    cell(row, width_count + 1 + i, number(ratio(w, p, ratio_base[i], ratio_key[i]), 2))
}

function number(x, decimals) { return x == "-" ? x : sprintf("%." decimals "f", x) }

function cell(r, c, text) {
  cells[r, c] = text
  if (c > last) last = c
  if (width(text) > widest[c]) widest[c] = width(text)
}

# In characters: bytes that continue one do not count.
function width(text) { gsub(/[\200-\277]/, "", text); return length(text) }

function print_cells(    r, c, out, rule) {
  print "\n" workload ": " title[workload] " (rounds: " rounds[workload] ")\n"
  for (r = 0; r <= row; r++) {
    out = rule = "|"
    for (c = 1; c <= last; c++) {
      out = out " " (c == 1 ? cells[r, c] pad(r, c) : pad(r, c) cells[r, c]) " |"
      rule = rule (c == 1 ? ":" : "-") times("-", widest[c]) (c == 1 ? "-" : ":") "|"
    }
    print out
    if (r == 0) print rule
  }
  if (note[workload] != "") print "\n" note[workload]
}

function pad(r, c) { return times(" ", widest[c] - width(cells[r, c])) }

function times(text, n,    out) { while (n-- > 0) out = out text; return out }
