# shellcheck shell=bash disable=SC2034
fault_title="100 reloads of changed configs, and the plugin with the algorithm replaced 20 times by another version"
fault_must="0 failed, 0 connections lost; no class of a replaced plugin left"
reloads=100 swaps=20

variant=0
fault_config() {
  cat <<END
pools.web { algorithm = bench-turns, retry.attempts = $((2 + variant % 3)) }
END
  ((variant % 2 == 0)) || cat <<END
pools.other.backends = [ $(member a) ]
listeners.extra.bind = "127.0.0.1:0"
routes = [ { match { path = "/x" }, pool = other }, { pool = web } ]
END
}

fault_prepare() {
  mkdir -p "$dir/plugins" "$dir/jars"
  make_plugins "$swaps"
  put_plugin 0
}

disturb() {
  local done_before
  done_before=$(metric lb_config_reloads_total 'result="done"')
  for ((variant = 1; variant <= reloads; variant++)); do
    ((variant % (reloads / swaps) != 0)) || put_plugin $((variant / (reloads / swaps)))
    write_config
    api_must POST /api/v1/config/reload "" 200
    pause 0.05
  done
  variant=0
  must "not $reloads reloads counted" compare $(($(metric lb_config_reloads_total 'result="done"') - done_before)) == "$reloads"
  must "the last plugin does not serve" api_says /api/v1/plugins "\"version\":\"1.0.$swaps\""
  must "classes of replaced plugins are left" until_true 20 one_loader_left
}

one_loader_left() {
  "$jdk/bin/jcmd" "${pid_of[balancer]}" GC.run >/dev/null
  loaders=$("$jdk/bin/jcmd" "${pid_of[balancer]}" VM.classloaders show-classes=true | grep -c 'bench\.plugin\.Turns$' || true)
  ((loaders == 1)) && (($(metric lb_plugin_realms_unreclaimed) == 0))
}

judge() {
  must_fail_nothing
  must_lose_no_connection
  note "$loaders loader of the plugin's class left"
}
