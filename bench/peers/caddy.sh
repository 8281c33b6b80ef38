# shellcheck shell=bash
# Caddy on two processors.

caddy_missing() { command -v caddy >/dev/null || echo "not installed (apt-get install caddy)"; }

caddy_version() { echo "Caddy $(caddy version)"; }

# caddy_start PEER INSTANCE PORT BACKENDS ROUTES TLS_PORT
caddy_start() {
  local dir=$work/$2
  caddy_config "$3" "$4" "$5" "$6" >"$dir/Caddyfile"
  spawn "$2" "$dir/log" env GOMAXPROCS=2 HOME="$dir" XDG_CONFIG_HOME="$dir" XDG_DATA_HOME="$dir" \
    caddy run --adapter caddyfile --config "$dir/Caddyfile"
}

# A site of many names is one lookup among them, the nearest that Caddy has to many routes to one pool.
caddy_config() {
  local port=$1 backends=$2 routes=$3 tls_port=$4 sites="http://:$1"
  ((routes == 0)) || sites=$(route_hosts "$routes" | sed "s|.*|http://&:$port|" | paste -sd, | sed 's/,/, /g')
  cat <<EOF
{
  admin off
  auto_https off
  log {
    level ERROR
  }
  servers {
    timeouts {
      idle 5m
    }
  }
}
$sites {
  bind 127.0.0.1
$(caddy_proxy "$backends")
}
https://127.0.0.1:$tls_port {
  bind 127.0.0.1
  tls $certificates/cert.pem $certificates/key.pem
$(caddy_proxy "$backends")
}
EOF
}

caddy_proxy() {
  local backends=$1
  cat <<EOF
  reverse_proxy $(backend_ports "$backends" | sed 's/^/127.0.0.1:/' | tr '\n' ' ') {
    lb_policy round_robin
    health_uri /health
    health_interval $(probe_interval "$backends")
    transport http {
      keepalive 60s
      keepalive_idle_conns 4096
      keepalive_idle_conns_per_host 1024
    }
  }
EOF
}
