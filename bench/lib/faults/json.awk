# Writes a run as JSON: first the file of facts, then that of rows.

FNR == 1 { file++ }
file == 1 { facts = facts sprintf("  %s: %s,\n", quoted($1), scalar($2)); next }
{
  rows = rows sprintf("%s\n    {\"fault\": %s, \"title\": %s, \"must_hold\": %s, \"held\": %s, \"requests\": %s, \"failed\": %s, " \
    "\"tried_again\": %s, \"out_after_ms\": %s, \"p50_ms\": %s, \"p99_ms\": %s, \"max_ms\": %s, \"notes\": %s}", \
    rows == "" ? "" : ",", quoted($1), quoted($2), quoted($3), quoted($4), scalar($5), quoted($6), scalar($7), scalar($8), \
    scalar($9), scalar($10), scalar($11), quoted($12))
}

END { printf "{\n%s  \"faults\": [%s\n  ]\n}\n", facts, rows }

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
