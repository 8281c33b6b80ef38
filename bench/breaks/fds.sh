# shellcheck shell=bash disable=SC2034
fault_title="idle connections use up the file descriptors of the balancer (1,000), and close"
fault_must="0 failed on the connections that clients keep; no backend changes its state; on the log and /health while it lasts"
fault_connections=100
descriptors=1000

fault_prepare() { fault_launch=(prlimit "--nofile=$descriptors"); }
fault_missing() { command -v prlimit >/dev/null || echo "needs prlimit (on Debian: apt-get install util-linux)"; }

disturb() {
  spawn idle "$dir/idle.log" "$jdk/bin/java" -Xmx64m -XX:+UseSerialGC -cp "$classes" \
    dev.steelyard.lb.bench.CrowdClient "$listener_port" "$descriptors"
  must "not on /health" until_true 10 health_says '"listener web":'
  must "not on the log" log_says "listener web: cannot take connections"
  pause "$seconds"
  must "/health does not answer any more" health_says '"listener web":'
  stop idle
  must "still on /health" until_true 10 health_is_clear
  must "new connections are not taken again" until_true 5 answers "$listener_port" bench
}

judge() {
  must_fail_nothing
  must_lose_no_connection
  must "backends changed their state" compare "$(changes_since "$fault_at")" == 0
}
