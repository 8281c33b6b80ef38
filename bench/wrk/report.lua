-- Prints what wrk measured in lines that bench/run reads. Latency in ms.
function done(summary, latency)
  local errors = summary.errors
  local function tell(name, value) io.write(string.format("@ %s %s\n", name, value)) end
  tell("requests", summary.requests)
  tell("rps", string.format("%.1f", summary.requests / (summary.duration / 1e6)))
  tell("p50", latency:percentile(50) / 1000)
  tell("p99", latency:percentile(99) / 1000)
  tell("p999", latency:percentile(99.9) / 1000)
  tell("errors", errors.connect + errors.read + errors.write + errors.timeout + errors.status)
end
