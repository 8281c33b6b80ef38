package dev.steelyard.lb.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.distribution.fixture.Bundle;
import dev.steelyard.lb.distribution.fixture.Finished;
import dev.steelyard.lb.distribution.fixture.Load;
import dev.steelyard.lb.distribution.fixture.RunningLb;
import dev.steelyard.lb.distribution.fixture.TestBackends;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One balancer after another at the same addresses. */
class UpgradeIT {
    private final TestBackends backends = new TestBackends();

    @TempDir
    private Path folder;

    private Path config;

    @BeforeEach
    void write() throws IOException {
        config = Files.writeString(folder.resolve("lb.conf"), """
                listeners.web.bind = "127.0.0.1:%d"
                admin.bind = "127.0.0.1:%d"
                data.directory = "%s"
                pools.web.backends = %s
                """.formatted(
                        freePort(), freePort(), folder.resolve("data"), backends.config()));
    }

    @AfterEach
    void close() {
        backends.close();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private RunningLb start() throws Exception {
        return RunningLb.start(Bundle.shared().command(List.of("run", "-c", config.toString())));
    }

    @Test
    void anUpgradeCostsNoRequestWhetherClientsKeepTheirConnectionsOrNot() throws Exception {
        Path log = folder.resolve("next.log");
        try (RunningLb first = start();
                Load keeping = Load.begin(first.url("web", "/"), 8);
                Load closing = Load.begin(first.url("web", "/"), 2, i -> "Connection: close\r\n")) {
            keeping.awaitMore(200);
            first.api().send("PUT", "/api/v1/backend/b/weight", "{\"weight\":7}");

            Finished upgrade = Bundle.shared().run("upgrade", "-c", config.toString(), "--log", log.toString());

            long next = pid(upgrade.out());
            try {
                assertThat(upgrade.exitCode()).as(upgrade.out() + upgrade.err()).isZero();
                assertThat(first.awaitEnd()).isZero();
                keeping.awaitMore(200);
                closing.awaitMore(20);
                assertThat(keeping.stop().errors()).isEmpty();
                assertThat(closing.stop().errors()).isEmpty();
                assertThat(first.api().get("/health").get("pid").asLong()).isEqualTo(next);
                assertThat(first.api().backend("b").get("weight").asInt()).isEqualTo(7);
            } finally {
                ProcessHandle.of(next).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    private static long pid(String out) {
        Matcher starts = Pattern.compile("process (\\d+) starts").matcher(out);
        assertThat(starts.find()).as(out).isTrue();
        return Long.parseLong(starts.group(1));
    }

    @Test
    void anUpgradeThatCannotStartLeavesTheOldOneServing() throws Exception {
        try (RunningLb first = start();
                Load load = Load.begin(first.url("web", "/"), 4)) {
            Files.writeString(
                    config,
                    "\nlisteners.other.bind = \"127.0.0.1:%d\"\n"
                            .formatted(backends.get("a").port()),
                    java.nio.file.StandardOpenOption.APPEND);

            Finished upgrade = Bundle.shared()
                    .run(
                            "upgrade",
                            "-c",
                            config.toString(),
                            "--log",
                            folder.resolve("next.log").toString());

            assertThat(upgrade.exitCode()).isEqualTo(1);
            assertThat(upgrade.out()).contains("serves on; what it says is in");
            assertThat(folder.resolve("next.log")).content().contains("listener other cannot bind");
            load.awaitMore(100);
            assertThat(load.stop().errors()).isEmpty();
            assertThat(first.isAlive()).isTrue();
        }
    }

    @Test
    void aSecondBalancerThatIsStartedByMistakeIsRefused() throws Exception {
        try (RunningLb first = start()) {
            Finished second = Bundle.shared().run("run", "-c", config.toString());

            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(second.err()).contains("listener web cannot bind", "Address already in use");
            assertThat(first.isAlive()).isTrue();
        }
    }

    @Test
    void withoutABalancerThereIsNothingToUpgrade() throws Exception {
        Finished upgrade = Bundle.shared().run("upgrade", "-c", config.toString());

        assertThat(upgrade.exitCode()).isEqualTo(1);
        assertThat(upgrade.err()).contains("no balancer answers at 127.0.0.1:");
    }
}
