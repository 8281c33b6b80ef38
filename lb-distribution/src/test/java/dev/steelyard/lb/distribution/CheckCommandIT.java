package dev.steelyard.lb.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.distribution.fixture.Bundle;
import dev.steelyard.lb.distribution.fixture.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandIT {
    private final Bundle bundle = Bundle.shared();

    @TempDir
    private Path folder;

    private Path config(String text) throws IOException {
        return Files.writeString(folder.resolve("lb.conf"), text);
    }

    private Finished check(Path config) throws Exception {
        return bundle.run("check", "-c", config.toString());
    }

    @Test
    void aGoodFileIsFine() throws Exception {
        Finished checked = check(config("""
                listeners.web.bind = "127.0.0.1:8080"
                pools.web.backends = ["127.0.0.1:9001", "127.0.0.1:9002"]
                """));

        assertThat(checked.exitCode()).as("%s", checked).isZero();
        assertThat(checked.out()).contains("is fine").contains("1 pool(s)").contains("2 backend(s)");
    }

    @Test
    void theConfigOfTheBundleIsFine() throws Exception {
        Finished checked = bundle.run("check");

        assertThat(checked.exitCode()).as("%s", checked).isZero();
    }

    @Test
    void everyMistakeIsNamedAtOnceWithItsLineAndWhatWasMeant() throws Exception {
        Path file = config("""
                listeners.web.bind = "127.0.0.1:8080"
                routes = [ { pool = wep } ]
                pools.web {
                  health.intervall = 5s
                  backends = [ { host = "127.0.0.1", port = 80800 } ]
                }
                """);

        Finished checked = check(file);

        assertThat(checked.exitCode()).as("%s", checked).isEqualTo(2);
        assertThat(checked.err())
                .contains(file + ":2: routes[0].pool: no pool 'wep'; did you mean 'web'?")
                .contains(file + ":4: pools.web.health.intervall: unknown key; did you mean 'interval'?")
                .contains(file + ":5: pools.web.backends[0].port: 80800 (expected: 1..65535)")
                .contains("3 problems");
    }

    @Test
    void mistakesInTheSettingsOfExtensionsAreNamedInTheSameWay() throws Exception {
        Path file = config("""
                listeners.web.bind = "127.0.0.1:8080"
                pools.web {
                  algorithm = least-conections
                  affinity { type = cookie, same-site = loose }
                  health.check { type = http, expected-staus = 200 }
                  backends = ["127.0.0.1:9001"]
                }
                """);

        Finished checked = check(file);

        assertThat(checked.exitCode()).as("%s", checked).isEqualTo(2);
        assertThat(checked.err())
                .contains(file + ":3: pools.web.algorithm.type: no algorithm 'least-conections'")
                .contains("did you mean 'least-connections'?")
                .contains(file + ":4: pools.web.affinity.same-site: ")
                .contains(file
                        + ":5: pools.web.health.check.expected-staus: unknown key; did you mean 'expected-status'?")
                .contains("3 problems");
    }

    @Test
    void mistakesOfTheFileAndOfExtensionsAreNamedTogetherInTheOrderOfTheFile() throws Exception {
        Path file = config("""
                listeners.web.bind = "127.0.0.1:8080"
                plugins.required = [ lb-wizardry ]
                pools.web {
                  algorithm = leastconn
                  helth.interval = 5s
                  affinity { type = cookie, same-site = loose }
                  health { intervall = 5s, check { type = http, expected-staus = 200 } }
                  backends = [ "127.0.0.1:9001", { host = "127.0.0.1" }, "127.0.0.1:9001" ]
                }
                routes = [ { pool = web, filters = [ { type = headders } ] } ]
                """);

        Finished checked = check(file);

        assertThat(checked.exitCode()).as("%s", checked).isEqualTo(2);
        List<String> places = checked.err()
                .lines()
                .filter(line -> line.startsWith(file + ":"))
                .map(line -> line.substring((file + ":").length()).replaceFirst("^([0-9]+: [^:]+):.*", "$1"))
                .toList();
        assertThat(places)
                .containsExactly(
                        "2: plugins.required",
                        "4: pools.web.algorithm.type",
                        "5: pools.web.helth",
                        "6: pools.web.affinity.same-site",
                        "7: pools.web.health.intervall",
                        "7: pools.web.health.check.expected-staus",
                        "8: pools.web.backends[2]",
                        "8: pools.web.backends[1].port",
                        "10: routes[0].filters[0].type");
        assertThat(bundle.run("run", "-c", file.toString()).err()).contains("9 problems; nothing was started");
    }

    @Test
    void brokenSyntaxIsNamedWithItsLine() throws Exception {
        Path file = config("""
                listeners.web.bind = "127.0.0.1:8080"
                pools.web { backends = [ "127.0.0.1:9001"
                """);

        Finished checked = check(file);

        assertThat(checked.exitCode()).isEqualTo(2);
        assertThat(checked.err()).containsPattern("lb\\.conf:\\d+: ");
    }

    @Test
    void aFileThatIsNotThereIsNamed() throws Exception {
        Path missing = folder.resolve("missing.conf");

        Finished checked = check(missing);

        assertThat(checked.exitCode()).isEqualTo(2);
        assertThat(checked.err()).contains(missing + ": no such file");
    }

    @Test
    void anApiForOtherMachinesWithoutATokenIsRefused() throws Exception {
        Path file = config("""
                listeners.web.bind = "127.0.0.1:8080"
                admin.bind = "0.0.0.0:9090"
                pools.web.backends = ["127.0.0.1:9001"]
                """);

        assertThat(check(file).err()).contains("no token is set");
        assertThat(bundle.run("run", "-c", file.toString()).exitCode()).isEqualTo(2);
    }
}
