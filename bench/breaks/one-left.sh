# shellcheck shell=bash disable=SC2034
fault_title="all backends but one are killed and come back; each takes so few requests of 10 ms at a time that one serves half of the load"
fault_must="each is answered within 5 s, failed ones are counted, 503s among them; never more than it takes at the last one; panic and slow start on the API; 0 failed from 3 s after the return"
limit=$((rate > 333 ? rate * 6 / 1000 : 2))
gone=(b c d)

fault_config() {
  cat <<END
pools.web {
  selection.panic-threshold = 0.3
  queue { size = 200, max-wait = 1s }
  backends = [
$(members_of_all "max-connections = $limit")
  ]
}
END
}

fault_prepare() {
  local name
  for name in "${backends[@]}"; do control "$name" "delay=10&most=0"; done
}

disturb() {
  local name
  failed_before=$(failed_by_metrics)
  for name in "${gone[@]}"; do signal KILL "backend-$name"; done
  for name in "${gone[@]}"; do kill_at_once "backend-$name"; done
  must "no panic on the API" until_true 3 api_says "/api/v1/explain?path=/" '"panic":true'
  must "nobody waits in the queue" until_true 3 someone_waits
  pause "$seconds"
  control a "most=0"
  most=$answer
  for name in "${gone[@]}"; do
    start_backend "$name"
    control "$name" "delay=10"
  done
  for name in "${gone[@]}"; do must "$name does not come back" until_true 10 is_in "$name"; done
  up_at=$(micros)
  pause 6
  failed=$(($(failed_by_metrics) - failed_before))
}

failed_by_metrics() { metric lb_http_requests_total 'code="5xx"'; }
someone_waits() { api GET /api/v1/overload && [[ $answer =~ \"queued\":([0-9]+) ]] && ((BASH_REMATCH[1] > 0)); }

judge() {
  local seen
  seen=$(count_outcomes "$fault_from" "$fault_to" '^5..$')
  must "some were not answered (${got[kinds]})" compare "${got[failed]}" == "$seen"
  must "clients saw $seen answers of 5xx, the balancer counted $failed" compare "$seen" == "$failed"
  must "no 503" compare "$(count_outcomes "$fault_from" "$fault_to" '^503$')" '>' 0
  must "the last one had $most requests at a time" compare "$most" '<=' "$limit"
  must_stay_below 5000
  must "no slow start on the API" was_slowly_started b
  must "failed from 3 s after the return on" compare "$(count_failed $((up_at + 3000000)) "$fault_to")" == 0
  note "$most at a time at the last one"
}

# Its share rose from below a half to 1 after it came back.
was_slowly_started() {
  awk -F '\t' -v from="$fault_at" -v name="$1" '$2 == name && $1 > from && $4 == "in" { if ($5 < 0.5) low = 1; if (low && $5 == 1) done = 1 }
    END { exit !done }' "$dir/backends.tsv"
}
