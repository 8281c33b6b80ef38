# shellcheck shell=bash disable=SC2034
fault_title="a backend takes 2 s an answer, its health check not"
fault_must="0 failed; ejected for its times; p99 < 50 ms from 3 s after the begin"
fault_out=b

fault_config() {
  cat <<END
pools.web.timeouts.first-byte = null
pools.web.health.passive.slow { factor = 5, interval = 250ms }
END
}

disturb() {
  control b delay=2000
  pause 7
  control b delay=0
}

judge() {
  local all=${got[p99]}
  must_fail_nothing
  must "not ejected for its times" log_says "backend web/b is unhealthy: 90 % of its answers take"
  must_be_out_within 3000
  note "$out ms to the ejection, of which 2 s are the first answer"
  local requests=${got[requests]} max=${got[max]} p50=${got[p50]}
  sum_up "$((fault_at + 3000000))" "$((fault_at + 7000000))"
  must "p99 from 3 s on: ${got[p99]} ms" compare "${got[p99]}" '<' 50
  note "p99 from 3 s on: ${got[p99]} ms"
  got[requests]=$requests got[max]=$max got[p50]=$p50 got[p99]=$all
}
