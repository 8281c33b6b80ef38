# shellcheck shell=bash disable=SC2034
fault_title="SIGTERM while requests of 50 ms are under way"
fault_must="0 of those sent fail (what finds no listener afterwards is no failure); ends by itself, in time"
fault_retries=false

fault_prepare() {
  local name
  for name in "${backends[@]}"; do control "$name" "delay=50"; done
}

disturb() {
  signal TERM balancer
  must "it has not ended after 10 s" until_true 10 has_ended balancer
  took=$((($(micros) - fault_at) / 1000))
}

judge() {
  local refused
  refused=$(count_outcomes "$fault_from" "$fault_to" '^refused$')
  must "$((got[failed] - refused)) failed (${got[kinds]})" compare "$((got[failed] - refused))" == 0
  note "ended after $took ms; $refused found no listener any more"
}
