package dev.steelyard.lb.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.distribution.fixture.Bundle;
import dev.steelyard.lb.distribution.fixture.Finished;
import dev.steelyard.lb.distribution.fixture.PostgresServer;
import dev.steelyard.lb.distribution.fixture.RunningLb;
import dev.steelyard.lb.distribution.fixture.Tools;
import dev.steelyard.lb.distribution.fixture.Waiting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Databases that are not ours, told apart by what they say of themselves, and their own clients. */
@Timeout(120)
class DatabaseIT {
    @TempDir
    private Path folder;

    /** What a statement brings through a listener. */
    private static Finished psql(RunningLb balancer, String listener, String statement) {
        ProcessBuilder client = new ProcessBuilder(
                "psql",
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(balancer.url(listener, "/").getPort()),
                "-U",
                "admin",
                "-d",
                "postgres",
                "-tAc",
                statement);
        client.environment().put("PGPASSWORD", "secret");
        client.environment().put("PGCONNECT_TIMEOUT", "5");
        try {
            return Bundle.finish(client);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    private static String pool(String role, int... ports) {
        StringBuilder backends = new StringBuilder();
        for (int port : ports) {
            backends.append("\"127.0.0.1:").append(port).append("\", ");
        }
        return """
                health {
                  check { type = postgresql, user = admin, password = secret, %s }
                  interval = 200ms
                  timeout = 2s
                  healthy-threshold = 1
                }
                backends = [ %s ]
                """.formatted(role, backends);
    }

    @Test
    void writesGoToThePrimaryAndReadsToReplicasAlsoAfterAFailover() throws Exception {
        Tools.need("psql");
        try (PostgresServer first = PostgresServer.primary(folder);
                PostgresServer second = first.replica(folder);
                RunningLb balancer = RunningLb.start(Bundle.shared(), """
                        listeners {
                          writes { bind = "127.0.0.1:0", protocol = tcp, pool = primary }
                          reads { bind = "127.0.0.1:0", protocol = tcp, pool = replicas }
                        }
                        admin.bind = "127.0.0.1:0"
                        pools.primary { %s }
                        pools.replicas { %s }
                        """.formatted(
                                pool("role = primary", first.port(), second.port()),
                                pool("role = replica, max-lag = 30s", first.port(), second.port())))) {
            Waiting.until(
                    "roles are known",
                    () -> balancer.err().contains("a replica (expected: the primary)")
                            && balancer.err().contains("the primary (expected: a replica)"));
            psql(balancer, "writes", "CREATE TABLE stock AS SELECT 42 AS pieces");
            for (int i = 0; i < 4; i++) {
                assertThat(psql(balancer, "writes", "SELECT pg_is_in_recovery()")
                                .out())
                        .isEqualTo("f");
                assertThat(psql(balancer, "reads", "SELECT pg_is_in_recovery()").out())
                        .isEqualTo("t");
            }
            Waiting.until(
                    "the replica has it",
                    () -> psql(balancer, "reads", "SELECT pieces FROM stock")
                            .out()
                            .equals("42"));
            assertThat(psql(balancer, "reads", "DROP TABLE stock").err()).contains("read-only transaction");

            first.kill();
            second.promote();
            Waiting.until(
                    "writes find the new primary",
                    () -> psql(balancer, "writes", "UPDATE stock SET pieces = 41 RETURNING pieces")
                            .out()
                            .startsWith("41"));
            assertThat(balancer.err()).doesNotContain("secret");
        }
    }

    @Test
    void redisIsAskedForItsRole() throws Exception {
        Tools.need("redis-server", "redis-cli");
        try (Tools.Server primary = redis(List.of("--requirepass", "secret"));
                Tools.Server replica = redis(List.of(
                        "--replicaof",
                        "127.0.0.1 " + primary.port(),
                        "--masterauth",
                        "secret",
                        "--requirepass",
                        "secret"));
                RunningLb balancer = RunningLb.start(Bundle.shared(), """
                        listeners.cache { bind = "127.0.0.1:0", protocol = tcp, pool = cache }
                        admin.bind = "127.0.0.1:0"
                        pools.cache {
                          health { check { type = redis, password = secret, role = primary }, interval = 200ms }
                          backends = [ "127.0.0.1:%d", "127.0.0.1:%d" ]
                        }
                        """.formatted(replica.port(), primary.port()))) {
            balancer.awaitLog("backend cache/127.0.0.1:" + replica.port() + " is unhealthy");
            for (int i = 0; i < 4; i++) {
                Finished said = Tools.run(
                        "redis-cli",
                        "-p",
                        Integer.toString(balancer.url("cache", "/").getPort()),
                        "-a",
                        "secret",
                        "--no-auth-warning",
                        "role");
                assertThat(said.out()).as(said.toString()).startsWith("master\n");
            }
        }
    }

    private Tools.Server redis(List<String> more) throws Exception {
        return Tools.serve(port -> {
            List<String> command = new ArrayList<>(
                    List.of("redis-server", "--port", Integer.toString(port), "--bind", "127.0.0.1", "--save", ""));
            command.addAll(List.of("--dir", folder.toString()));
            command.addAll(more);
            return command;
        });
    }

    @Test
    void mariadbIsAskedForItsRole() throws Exception {
        Tools.need("mariadbd", "mariadb-install-db", "setpriv");
        Path data = folder.resolve("mariadb");
        Finished made = Tools.run(
                "mariadb-install-db",
                "--no-defaults",
                "--datadir=" + data,
                "--auth-root-authentication-method=normal",
                "--skip-test-db");
        assertThat(made.exitCode()).as(made.toString()).isZero();
        try (Tools.Server primary = mariadb(data);
                RunningLb balancer = RunningLb.start(Bundle.shared(), """
                        listeners.web.bind = "127.0.0.1:0"
                        admin.bind = "127.0.0.1:0"
                        pools.primary { %1$s, user = root, role = primary, query = "SELECT 1" } %2$s
                        pools.replica { %1$s, user = root, role = replica } %2$s
                        pools.strangers { %1$s } %2$s
                        routes = [
                          { match.path = "/p", pool = primary }
                          { match.path = "/r", pool = replica }
                          { pool = strangers }
                        ]
                        """.formatted(
                                "health.interval = 200ms, health.check { type = mysql",
                                ", backends = [ \"127.0.0.1:" + primary.port() + "\" ] }"))) {
            balancer.awaitLog("backend replica/127.0.0.1:" + primary.port() + " is unhealthy");
            assertThat(balancer.err())
                    .doesNotContain("backend primary/127.0.0.1:" + primary.port() + " is unhealthy")
                    .doesNotContain("backend strangers/127.0.0.1:" + primary.port() + " is unhealthy");
        }
    }

    private static Tools.Server mariadb(Path data) throws Exception {
        return Tools.serve(port -> List.of(
                "mariadbd",
                "--no-defaults",
                "--user=root",
                "--datadir=" + data,
                "--bind-address=127.0.0.1",
                "--port=" + port,
                "--socket=" + data.resolve("s"),
                "--pid-file=" + data.resolve("p")));
    }
}
