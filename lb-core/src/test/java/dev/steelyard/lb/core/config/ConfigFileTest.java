package dev.steelyard.lb.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.steelyard.lb.api.settings.Settings;
import dev.steelyard.lb.api.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
    private static final String EXAMPLE = """
            listeners.web { bind = "0.0.0.0:8080", protocol = http }
            admin { bind = "127.0.0.1:9090" }
            routes = [
              { match { host = "shop.example.com", path = "/api/" }, pool = api }
              { pool = web }
            ]
            pools.web {
              algorithm { type = least-connections }
              affinity  { type = cookie, name = SERVER_ID, max-age = 1h }
              health    { check { type = http, path = /health, expected-status = 200 }
                          interval = 5s, timeout = 2s, unhealthy-threshold = 3, healthy-threshold = 2 }
              backends = [
                { id = srv1, host = 10.0.1.15, port = 8080, weight = 100, max-connections = 1000 }
                { id = srv2, host = 10.0.1.16, port = 8080 }
              ]
            }
            pools.api { algorithm = random, backends = ["10.0.1.17:8080", "api.example.com:80", "[fd00::1]:81"] }
            """;

    private static LbConfig parse(String text) {
        return ConfigFile.parse("test.conf", text);
    }

    @Test
    void aWholeFileBecomesRecords() {
        LbConfig config = parse(EXAMPLE);
        PoolConfig web = config.pools().get("web");

        assertThat(config.listeners().get("web").bind()).isEqualTo(new BindAddress("0.0.0.0", 8080));
        assertThat(config.admin().bind()).isEqualTo(new BindAddress("127.0.0.1", 9090));
        assertThat(config.routes()).extracting(RouteConfig::effectiveName).containsExactly("api", "web");
        assertThat(config.routes().get(0).match())
                .isEqualTo(new MatchConfig(Optional.of("shop.example.com"), Optional.of("/api/"), List.of(), Map.of()));
        assertThat(web.algorithm().type()).isEqualTo("least-connections");
        assertThat(web.backends())
                .containsExactly(
                        new BackendConfig(
                                Optional.of("srv1"),
                                "10.0.1.15",
                                8080,
                                100,
                                1000,
                                Optional.empty(),
                                0,
                                Optional.empty()),
                        new BackendConfig(
                                Optional.of("srv2"),
                                "10.0.1.16",
                                8080,
                                100,
                                10000,
                                Optional.empty(),
                                0,
                                Optional.empty()));
        assertThat(web.health().unhealthyThreshold()).isEqualTo(3);
    }

    @Test
    void anExtensionGetsTheKeysThatAreItsOwn() {
        PoolConfig web = parse(EXAMPLE).pools().get("web");

        assertThat(web.affinity().orElseThrow())
                .isEqualTo(new ExtensionConfig("cookie", Settings.of(Map.of("name", "SERVER_ID", "max-age", "1h"))));
        assertThat(web.health().effectiveCheck())
                .isEqualTo(new ExtensionConfig("http", Settings.of(Map.of("path", "/health", "expected-status", 200))));
        assertThat(web.affinity().orElseThrow().settings().path()).isEqualTo("pools.web.affinity");
        assertThat(web.affinity().orElseThrow().settings().origin()).isEqualTo("test.conf:9");
    }

    @Test
    void whatHasOneMainValueMayBeWrittenAsThatValue() {
        LbConfig config = parse("""
                listeners.web.bind = "*:80"
                access-log = stdout
                pools.web { algorithm = random, affinity = ip, health.check = tcp, backends = ["10.0.1.15:8080", "[::1]:81"] }
                """);
        PoolConfig web = config.pools().get("web");

        assertThat(config.accessLog().isStdout()).isTrue();
        assertThat(config.listeners().get("web").bind()).isEqualTo(new BindAddress("0.0.0.0", 80));
        assertThat(web.algorithm()).isEqualTo(new ExtensionConfig("random", Settings.of(Map.of())));
        assertThat(web.affinity().orElseThrow().type()).isEqualTo("ip");
        assertThat(web.health().effectiveCheck().type()).isEqualTo("tcp");
        assertThat(web.backends()).extracting(BackendConfig::effectiveId).containsExactly("10.0.1.15:8080", "[::1]:81");
        assertThat(web.backends()).extracting(BackendConfig::host).containsExactly("10.0.1.15", "::1");
    }

    @Test
    void shortAndLongFormOfABackendAreTheSame() {
        BackendConfig longForm = parse(
                        "listeners.a.bind = \"*:1\", pools.web.backends = [{ host = srv.example.com, port = 80 }]")
                .pools()
                .get("web")
                .backends()
                .get(0);

        assertThat(BackendConfig.of("srv.example.com:80")).isEqualTo(longForm);
    }

    @Test
    void withoutRoutesEverythingGoesToTheOnlyPool() {
        LbConfig config = parse("listeners.a.bind = \"*:1\", pools.web.backends = []");

        assertThat(config.effectiveRoutes())
                .extracting(RouteConfig::effectiveName)
                .containsExactly("web");
        assertThat(config.effectiveRoutes().get(0).match()).isEqualTo(MatchConfig.EVERYTHING);
    }

    @Test
    void theEnvironmentIsSubstituted() {
        String path = System.getenv("PATH");
        LbConfig config = parse("""
                        listeners.a.bind = "*:1", pools.web.backends = []
                        admin.token = ${PATH}
                        access-log = fallback.log
                        access-log = ${?STEELYARD_TEST_NO_SUCH_VARIABLE}
                        plugins.directory = ${?STEELYARD_TEST_NO_SUCH_VARIABLE}
                        """);

        assertThat(config.admin().token()).contains(path);
        assertThat(config.accessLog().to()).isEqualTo("fallback.log");
        assertThat(config.plugins().directory()).isEmpty();
    }

    @Test
    void anIncludedFileIsPartOfTheConfig(@TempDir Path dir) throws IOException {
        Files.writeString(dir.resolve("pools.conf"), "pools.web.backends = [\"10.0.1.15:8080\"]");
        Path main = Files.writeString(dir.resolve("lb.conf"), "include \"pools.conf\"\nlisteners.a.bind = \"*:1\"");

        assertThat(ConfigFile.draft(main).config().pools()).containsOnlyKeys("web");
    }

    @Test
    void aFileThatIsNotThereIsOneProblem(@TempDir Path dir) {
        Path missing = dir.resolve("lb.conf");

        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> ConfigFile.draft(missing).config())
                .withMessage(missing + ": no such file");
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> ConfigFile.draft(dir).config())
                .withMessage(dir + ": is a directory (expected: a file)");
    }

    @Test
    void aFileThatMayNotBeReadIsOneProblem(@TempDir Path dir) throws IOException {
        Path secret = Files.writeString(dir.resolve("lb.conf"), "");
        assumeTrue(secret.toFile().setReadable(false) && !Files.isReadable(secret), "root reads everything");

        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> ConfigFile.draft(secret).config())
                .withMessage(secret + ": cannot be read (check its permissions)");
    }

    @Test
    void theFastIntervalIsNeverTheLongerOne() {
        String text = "listeners.a.bind = \"*:1\", pools.web { backends = [], health.interval = %s }";

        assertThat(parse(text.formatted("300ms")).pools().get("web").health().effectiveFastInterval())
                .isEqualTo(Duration.ofMillis(300));
        assertThat(parse(text.formatted("5s")).pools().get("web").health().effectiveFastInterval())
                .isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void theTokenIsNotShown() {
        AdminConfig admin =
                new AdminConfig(true, new BindAddress("10.0.0.1", 9090), Optional.of("s3cret-token"), List.of());

        assertThat(admin.toString()).doesNotContain("s3cret").contains("token=set");
    }
}
