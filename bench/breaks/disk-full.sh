# shellcheck shell=bash disable=SC2034
fault_title="the disk of the data directory is full while the API changes weights, and has room again"
fault_must="0 failed; on the log and /health until there is room; what was changed is kept then"

fault_missing() { [[ $(id -u) == 0 ]] && command -v mount >/dev/null || echo "needs root, to mount a small disk"; }

fault_prepare() {
  mkdir -p "$dir/data"
  if mount -t tmpfs -o size=64k steelyard-bench "$dir/data" 2>/dev/null; then mounted=$dir/data; else broken+=("cannot mount"); fi
}

disturb() {
  dd if=/dev/zero of="$dir/data/filler" bs=4k 2>/dev/null || true
  api_must PUT /api/v1/backend/b/weight '{"weight":7}' 200
  must "not on /health" until_true 10 health_says '"data directory":'
  must "not on the log" log_says "data directory: "
  must "the weight does not hold" api_says /api/v1/backend/b '"weight":7'
  pause "$seconds"
  rm -f "$dir/data/filler"
  must "still on /health with room again" until_true 15 health_is_clear
  must "what was changed is not kept" grep -rqs 7 "$dir/data"
}

judge() {
  must_fail_nothing
  must_lose_no_connection
}
