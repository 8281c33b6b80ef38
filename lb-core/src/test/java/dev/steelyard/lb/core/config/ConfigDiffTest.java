package dev.steelyard.lb.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConfigDiffTest {
    private static final String BEFORE = """
            listeners.web.bind = "*:8080"
            admin.token = "first-secret"
            routes = [ { match { path = "/a" }, pool = web } ]
            pools.web {
              algorithm { type = ring-hash, key = client }
              timeouts.first-byte = 250ms
              backends = [ { id = a, host = 10.0.0.1, port = 80 }, "10.0.0.2:80" ]
            }
            """;

    private static String difference(String after) {
        StringBuilder text = new StringBuilder();
        ConfigDiff.between(ConfigFile.parse("a.conf", BEFORE), ConfigFile.parse("b.conf", after))
                .forEach(change -> text.append(change).append('\n'));
        return text.toString();
    }

    @Test
    void theSameConfigWrittenOtherwiseIsNoDifference() {
        String same = BEFORE.replace("\"10.0.0.2:80\"", "{ host = 10.0.0.2, port = 80, weight = 100 }")
                .replace("250ms", "0.25s")
                .replace(
                        "listeners.web.bind = \"*:8080\"",
                        "listeners { web { bind = \"0.0.0.0:8080\", idle-timeout = 1m } }");

        assertThat(difference(same)).isEmpty();
    }

    @Test
    void everyValueThatDiffersIsToldByItsPath() {
        assertThat(difference("""
                listeners.web { bind = "*:8080", limits.max-header-size = 32KiB }
                admin.token = "second-secret"
                routes = [ { match { path = "/b", methods = [ GET, PUT ] }, pool = web } ]
                pools.web {
                  algorithm { type = ring-hash, key = "header:X", replicas = 7 }
                  backends = [ { id = new, host = 10.0.0.3, port = 80 }, { id = a, host = 10.0.0.1, port = 80, weight = 7 } ]
                }
                """)).isEqualTo("""
                ~ listeners.web.limits.max-header-size: 16KiB -> 32KiB
                ~ admin.token: (secret) -> (secret)
                ~ routes[0].match.path: /a -> /b
                ~ routes[0].match.methods: [] -> [GET, PUT]
                ~ pools.web.algorithm.key: client -> header:X
                + pools.web.algorithm.replicas: 7
                + pools.web.backends[new].host: 10.0.0.3
                + pools.web.backends[new].port: 80
                + pools.web.backends[new].weight: 100
                + pools.web.backends[new].max-connections: 10000
                + pools.web.backends[new].priority: 0
                ~ pools.web.backends[a].weight: 100 -> 7
                - pools.web.timeouts.first-byte: 250ms
                - pools.web.backends[10.0.0.2:80].host: 10.0.0.2
                - pools.web.backends[10.0.0.2:80].port: 80
                - pools.web.backends[10.0.0.2:80].weight: 100
                - pools.web.backends[10.0.0.2:80].max-connections: 10000
                - pools.web.backends[10.0.0.2:80].priority: 0
                """);
    }

    @Test
    void whatBelongsToTheProcessNeedsARestart() {
        assertThat(ConfigDiff.needsRestart(new ConfigChange("admin.bind", "a", "b")))
                .isTrue();
        assertThat(ConfigDiff.needsRestart(new ConfigChange("pools.admin.retry.attempts", "1", "2")))
                .isFalse();
    }
}
