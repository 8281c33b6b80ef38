# Prints rows as a table in Markdown.

BEGIN {
  print "| fault | requests | failed | tried again | out after ms | p50 ms | p99 ms | max ms | must hold | held |"
  print "|:--|--:|:--|--:|--:|--:|--:|--:|:--|:--|"
}

{
  held = $4 == "not-run" ? "not run" : $4
  printf "| `%s`: %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n", $1, $2, $5, $6, $7, $8, $9, $10, $11, $3, \
    held ($12 == "" ? "" : ": " $12)
}
