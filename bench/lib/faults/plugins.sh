# shellcheck shell=bash
# A plugin with an algorithm of its own, compiled against the API in the bundle, in versions that differ by their number.

# make_plugins N: versions 0 to N.
make_plugins() {
  local i source=$dir/plugin/bench/plugin services=$dir/plugin/classes/META-INF/services
  mkdir -p "$source" "$services"
  turns_source >"$source/Turns.java"
  "$jdk/bin/javac" --release 17 -d "$dir/plugin/classes" -cp "$(echo "$bundle"/lib/lb-api-*.jar)" "$source/Turns.java"
  echo bench.plugin.Turns >"$services/dev.steelyard.lb.api.algorithm.AlgorithmFactory"
  for ((i = 0; i <= $1; i++)); do
    printf 'Plugin-Id: bench-turns\nLb-Api-Version: 0.1.0\nPlugin-Version: 1.0.%d\n' "$i" >"$dir/plugin/manifest"
    "$jdk/bin/jar" --create --file "$dir/jars/$i.jar" --manifest "$dir/plugin/manifest" -C "$dir/plugin/classes" .
  done
}

# put_plugin I: in place of the one before, by a rename.
put_plugin() {
  cp -- "$dir/jars/$1.jar" "$dir/plugins/turns.jar.part"
  mv -- "$dir/plugins/turns.jar.part" "$dir/plugins/turns.jar"
}

turns_source() {
  cat <<'END'
package bench.plugin;

import dev.steelyard.lb.api.ExtensionContext;
import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.AlgorithmFactory;
import dev.steelyard.lb.api.settings.Settings;
import java.util.concurrent.atomic.AtomicInteger;

public final class Turns implements AlgorithmFactory {
    @Override
    public String type() {
        return "bench-turns";
    }

    @Override
    public Algorithm create(Settings settings, ExtensionContext context) {
        AtomicInteger turn = new AtomicInteger();
        return (backends, previous) -> request -> backends.get(Math.floorMod(turn.getAndIncrement(), backends.size()));
    }
}
END
}
