package dev.steelyard.lb.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.steelyard.lb.api.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverridesTest {
    private static final LbConfig FILE = file("""
            { id = a, host = 10.0.0.1, port = 80 }, { id = b, host = 10.0.0.2, port = 80 }""");

    @TempDir
    Path directory;

    private static LbConfig file(String backends) {
        return ConfigFile.parse("test.conf", """
                listeners.web.bind = "*:8080"
                pools.web { health.interval = 5s, backends = [ %s ] }
                """.formatted(backends));
    }

    private static List<String> running(Overrides overrides, LbConfig file) {
        return overrides.under(file).applyTo(file).pools().get("web").backends().stream()
                .map(backend -> backend.effectiveId() + " " + backend.hostPort() + " " + backend.weight())
                .toList();
    }

    private static BackendConfig backend(String id, int port) {
        return file("{ id = %s, host = 10.0.0.9, port = %d }".formatted(id, port))
                .pools()
                .get("web")
                .backends()
                .get(0);
    }

    @Test
    void whatWasChangedHoldsOverTheFile() {
        Overrides changed = Overrides.NONE
                .withAdded("web", backend("c", 80))
                .withRemoved("web", "a", FILE)
                .withWeight("web", "b", 7, FILE)
                .withState("web", "b", "draining");

        assertThat(running(changed, FILE)).containsExactly("b 10.0.0.2:80 7", "c 10.0.0.9:80 100");
        assertThat(changed.states("web")).isEqualTo(Map.of("b", "draining"));
        assertThat(changed.stateChanges())
                .containsExactly(new ConfigChange("pools.web.backends[b].state", "enabled", "draining"));
    }

    @Test
    void whatIsChangedBackIsNoChange() {
        Overrides changed = Overrides.NONE
                .withAdded("web", backend("c", 80))
                .withRemoved("web", "c", FILE)
                .withWeight("web", "b", 7, FILE)
                .withWeight("web", "b", 100, FILE)
                .withState("web", "b", "disabled")
                .withState("web", "b", "enabled");

        assertThat(changed).isEqualTo(Overrides.NONE);
    }

    @Test
    void aFileThatSaysSomethingElseOfAWeightIsTheNewerWord() {
        Overrides changed = Overrides.NONE.withWeight("web", "a", 7, FILE).withWeight("web", "b", 7, FILE);
        LbConfig newer = file("""
                { id = a, host = 10.0.0.1, port = 80, weight = 50 }, { id = b, host = 10.0.0.2, port = 80 }""");

        assertThat(running(changed, newer)).containsExactly("a 10.0.0.1:80 50", "b 10.0.0.2:80 7");
        assertThat(changed.under(newer).pools().get("web").backends()).containsOnlyKeys("b");
    }

    @Test
    void aRemovedBackendIsBackWhenTheFileGivesItAnotherAddress() {
        Overrides changed = Overrides.NONE.withRemoved("web", "a", FILE);
        LbConfig newer = file("{ id = a, host = 10.0.0.77, port = 80 }");

        assertThat(running(changed, newer)).containsExactly("a 10.0.0.77:80 100");
        assertThat(changed.under(newer)).isEqualTo(Overrides.NONE);
    }

    @Test
    void anAddedBackendThatTheFileHasMeanwhileIsTheFiles() {
        Overrides changed = Overrides.NONE
                .withAdded("web", backend("c", 80))
                .withWeight("web", "c", 7, FILE)
                .withAdded("web", backend("d", 81));
        LbConfig newer = file("""
                { id = c, host = 10.0.0.9, port = 80, weight = 50 }, { id = e, host = 10.0.0.9, port = 81 }""");

        assertThat(running(changed, newer)).containsExactly("c 10.0.0.9:80 50", "e 10.0.0.9:81 100");
    }

    @Test
    void oneThatWasRemovedAndAddedAgainStaysAsItWasAdded() {
        Overrides changed = Overrides.NONE.withRemoved("web", "a", FILE).withAdded("web", backend("a", 99));

        assertThat(running(changed, FILE)).containsExactly("b 10.0.0.2:80 100", "a 10.0.0.9:99 100");
    }

    @Test
    void ofAPoolThatIsGoneNothingIsKept() {
        LbConfig other = ConfigFile.parse(
                "test.conf", "listeners.web.bind = \"*:8080\"\npools.other.backends = [\"10.0.0.1:80\"]");

        assertThat(Overrides.NONE.withWeight("web", "a", 7, FILE).under(other)).isEqualTo(Overrides.NONE);
    }

    @Test
    void theWayOfWatchingHoldsUntilTheFileHasAnother() {
        HealthConfig policy =
                ConfigFile.parse("test.conf", """
                        listeners.web.bind = "*:8080"
                        pools.web { health { interval = 250ms, check { type = http, path = "/x", expected-status = 204 } } }
                        """).pools().get("web").health();
        Overrides changed = Overrides.NONE.withHealth("web", policy, FILE);

        assertThat(changed.under(FILE).applyTo(FILE).pools().get("web").health())
                .isEqualTo(policy);
        LbConfig newer =
                ConfigFile.parse("test.conf", "listeners.web.bind = \"*:8080\"\npools.web { health.interval = 7s }");
        assertThat(changed.under(newer)).isEqualTo(Overrides.NONE);
    }

    @Test
    void theyComeBackFromTheirFileAsTheyWere() throws IOException {
        HealthConfig policy = FILE.pools().get("web").health();
        Overrides changed = Overrides.NONE
                .withAdded("web", backend("c", 80))
                .withRemoved("web", "a", FILE)
                .withWeight("web", "b", 7, FILE)
                .withState("web", "b", "draining")
                .withHealth(
                        "web",
                        ConfigFile.parse("t.conf", """
                        listeners.web.bind = "*:1"
                        pools.web { health { interval = 1500ms, check { type = http, path = "/a b\\"c" } } }
                        """).pools().get("web").health(),
                        FILE);
        OverridesFile file = new OverridesFile(directory.resolve("deep/changes.json"));

        file.write(changed);

        assertThat(file.read()).isEqualTo(changed);
        assertThat(changed.pools().get("web").fileHealth()).contains(policy);
        try (var files = Files.list(directory.resolve("deep"))) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void withoutAFileNothingWasChanged() {
        assertThat(new OverridesFile(directory.resolve("none.json")).read()).isEqualTo(Overrides.NONE);
    }

    @Test
    void aFileThatIsBrokenIsRefusedWithItsPlace() throws IOException {
        Path broken = Files.writeString(
                directory.resolve("changes.json"), "{ \"pools\" : { \"web\" : { \"bakends\" : {} } } }");

        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> new OverridesFile(broken).read())
                .withMessageContaining("pools.web.bakends: unknown key");
    }
}
