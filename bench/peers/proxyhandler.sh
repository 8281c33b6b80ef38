# shellcheck shell=bash
# The reference: Jetty's own ProxyHandler.Reverse with its defaults, on the jars of Steelyard's bundle.

proxyhandler_missing() {
  compgen -G "$bundle/lib/jetty-proxy-*.jar" >/dev/null || echo "no jetty-proxy in $bundle/lib (build the bundle)"
}

proxyhandler_prepare() {
  "$jdk/bin/javac" --release 17 -encoding UTF-8 -cp "$bundle/lib/*" -d "$classes" "$bench/java/ReverseProxy.java"
}

proxyhandler_version() {
  local jar
  jar=$(compgen -G "$bundle/lib/jetty-proxy-*.jar")
  echo "$(basename "$jar" .jar), $(java_version "$jdk")"
}

# proxyhandler_start PEER INSTANCE PORT BACKENDS ROUTES
proxyhandler_start() {
  local ports
  (($5 == 0)) || fail "the reference has no routes"
  mapfile -t ports < <(backend_ports "$4")
  spawn "$2" "$work/$2/log" "$jdk/bin/java" -XX:ActiveProcessorCount=2 -XX:+UseParallelGC \
    -Dlogback.configurationFile="$bundle/conf/logback-example.xml" -cp "$classes:$bundle/lib/*" \
    dev.steelyard.lb.bench.ReverseProxy "$3" "${ports[@]}"
}
