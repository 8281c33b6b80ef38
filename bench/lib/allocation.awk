# The bytes that threads allocated during a recording, from "jfr print --json": for each thread its last figure minus that
# at the begin of the recording; a thread that was born later began at zero. The recorder's own threads do not count.

function text(line) { sub(/^[^:]*: */, "", line); gsub(/[",]/, "", line); return line }

# Of the day. All figures of the begin are written within milliseconds.
function seconds(time) { split(substr(time, index(time, "T") + 1), part, /[:Z+]/); return part[1] * 3600 + part[2] * 60 + part[3] }

/"startTime"/ { at = seconds(text($0)) }
/"allocated"/ { bytes = text($0) }
/"javaName"/ { name = text($0) }
/"javaThreadId"/ {
  id = text($0)
  if (name ~ /^JFR |^Attach Listener/) next
  if (count++ == 0) begin = at
  if (at - begin >= 0 && at - begin < 0.5) before[id] = bytes
  last[id] = bytes
}

END {
  for (id in last) sum += last[id] - before[id]
  printf "%.0f\n", sum
}
