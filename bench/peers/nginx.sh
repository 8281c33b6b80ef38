# shellcheck shell=bash
# nginx with two workers. The free one has no active health checks.

nginx_missing() { :; }

nginx_version() { nginx -v 2>&1; }

# nginx_start PEER INSTANCE PORT BACKENDS ROUTES TLS_PORT
nginx_start() {
  local dir=$work/$2
  nginx_config "$3" "$4" "$5" "$6" >"$dir/nginx.conf"
  spawn "$2" "$dir/log" nginx -p "$dir" -e stderr -c "$dir/nginx.conf"
}

nginx_config() {
  local port=$1 backends=$2 routes=$3 tls_port=$4 name
  nginx_preamble
  cat <<EOF
http {
  $(nginx_http_basics)
  keepalive_timeout 300s;
  server_names_hash_max_size 8192;
  upstream web {
$(backend_ports "$backends" | sed 's/.*/    server 127.0.0.1:&;/')
    keepalive 1024;
    keepalive_requests 1000000000;
  }
  proxy_http_version 1.1;
  proxy_set_header Connection "";
  proxy_set_header Host \$host;
  proxy_set_header X-Forwarded-For \$proxy_add_x_forwarded_for;
EOF
  if ((routes)); then
    for name in $(route_hosts "$routes"); do
      echo "  server { listen 127.0.0.1:$port backlog=4096; server_name $name; location / { proxy_pass http://web; } }"
    done | sed '2,$s/ backlog=4096//'
  else
    cat <<EOF
  ssl_certificate $certificates/cert.pem;
  ssl_certificate_key $certificates/key.pem;
  ssl_session_cache shared:tls:10m;
  server { listen 127.0.0.1:$tls_port ssl http2 backlog=4096; location / { proxy_pass http://web; } }
EOF
    echo "  server { listen 127.0.0.1:$port backlog=4096; location / { proxy_pass http://web; } }"
  fi
  echo "}"
}
