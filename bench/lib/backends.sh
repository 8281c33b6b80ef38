# shellcheck shell=bash
# The servers behind every peer: one nginx of two workers on many ports.

backend_ports() {
  local count=$1 i
  for ((i = 0; i < count; i++)); do echo $((port_base + i)); done
}

# Host names of routes.
route_hosts() {
  local count=$1 i
  for ((i = 0; i < count; i++)); do echo "h$i.bench"; done
}

start_backends() {
  local dir=$work/backends
  mkdir -p "$dir/files"
  head -c 51200 /dev/zero | tr '\0' x >"$dir/files/50k"
  ! port_is_taken "$port_base" || fail "port $port_base is taken; see --port-base"
  backends_config >"$dir/nginx.conf"
  spawn backends "$dir/log" nginx -p "$dir" -e stderr -c "$dir/nginx.conf"
  await_answer backends "$port_base" bench || fail "the backends do not start: $(<"$dir/log")"
}

# Closing an idle connection is left to the peers: a backend that closes first makes them open more than they need.
backends_config() {
  local answer
  answer=$(head -c 100 /dev/zero | tr '\0' x)
  nginx_preamble
  cat <<EOF
http {
  $(nginx_http_basics)
  keepalive_timeout 3600s;
  client_body_buffer_size 16k;
  open_file_cache max=10;
  server {
$(backend_ports 1000 | sed 's/.*/    listen 127.0.0.1:&;/')
    root files;
    default_type text/plain;
    location / { return 200 $answer; }
    location = /50k { try_files /50k =404; }
  }
}
EOF
}

# What every nginx here has in common. Root keeps its workers root, who can read the folder of this run.
nginx_preamble() {
  ((EUID)) || echo "user root;"
  cat <<EOF
worker_processes 2;
worker_rlimit_nofile $files;
daemon off;
pid nginx.pid;
events { worker_connections $((files - 2000)); }
EOF
}

nginx_http_basics() {
  local kind
  echo "access_log off;"
  echo "keepalive_requests 1000000000;"
  for kind in client_body proxy fastcgi uwsgi scgi; do echo "${kind}_temp_path temp_$kind;"; done
}
