# shellcheck shell=bash disable=SC2034
fault_title="a backend is added, given another weight, drained and removed by the API, 200 times"
fault_must="0 failed, 0 connections lost"
times=200

fault_prepare() { is_alive backend-e || start_backend e; }

disturb() {
  local i
  for ((i = 1; i <= times; i++)); do
    api_must POST /api/v1/backend/register "{\"id\":\"e\",\"host\":\"127.0.0.1\",\"port\":$(backend_port e)}" 201
    api_must PUT /api/v1/backend/e/weight "{\"weight\":$i}" 200
    pause 0.01
    api_must PUT /api/v1/backend/e/state '{"state":"draining"}' 200
    api_must DELETE /api/v1/backend/e "" 200
  done
}

judge() {
  local served
  must_fail_nothing
  must_lose_no_connection
  served=$(awk -F '\t' '$4 == "e"' "$dir/requests.tsv" | wc -l)
  must "the backend that came and went was never used" compare "$served" '>' 0
  note "$served requests served by it"
}
