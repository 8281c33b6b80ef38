# shellcheck shell=bash
# HAProxy with two threads.

haproxy_missing() { command -v haproxy >/dev/null || echo "not installed (apt-get install haproxy)"; }

haproxy_version() { haproxy -v | head -n 1; }

# haproxy_start PEER INSTANCE PORT BACKENDS ROUTES TLS_PORT
haproxy_start() {
  local dir=$work/$2
  haproxy_config "$dir" "$3" "$4" "$5" "$6" >"$dir/haproxy.cfg"
  spawn "$2" "$dir/log" haproxy -db -f "$dir/haproxy.cfg"
}

# http-reuse always: as all other peers do. The default would open a backend connection for each client connection.
# no strict-limits: HAProxy would count two files for each connection, which idle ones do not take.
haproxy_config() {
  local dir=$1 port=$2 backends=$3 routes=$4 tls_port=$5 target="default_backend web" backend
  if ((routes)); then
    route_hosts "$routes" | sed 's/$/ web/' >"$dir/routes"
    target="use_backend %[req.hdr(host),field(1,:),lower,map($dir/routes)]"
  fi
  cat <<EOF
global
  nbthread 2
  maxconn $((files * 6 / 10))
  no strict-limits
  ssl-default-bind-options ssl-min-ver TLSv1.2
defaults
  mode http
  timeout connect 2s
  timeout client 300s
  timeout server 60s
  http-reuse always
  option forwardfor
frontend web
  bind 127.0.0.1:$port backlog 4096
  bind 127.0.0.1:$tls_port backlog 4096 ssl crt $certificates/both.pem alpn h2,http/1.1
  $target
backend web
  balance roundrobin
  option httpchk GET /health
EOF
  for backend in $(backend_ports "$backends"); do
    echo "  server b$backend 127.0.0.1:$backend check inter $(probe_interval "$backends")"
  done
}
