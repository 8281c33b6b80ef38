package dev.steelyard.lb.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.distribution.fixture.Bundle;
import dev.steelyard.lb.distribution.fixture.Finished;
import dev.steelyard.lb.distribution.fixture.RunningLb;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartIT {
    private static final String CONFIG = """
            listeners.web.bind = "127.0.0.1:%d"
            admin.bind = "127.0.0.1:%d"
            pools.web.backends = ["127.0.0.1:9"]
            """;

    private final Bundle bundle = Bundle.shared();

    @TempDir
    private Path folder;

    private Finished run(int port, int adminPort) throws Exception {
        Path file = Files.writeString(folder.resolve("lb.conf"), CONFIG.formatted(port, adminPort));
        return bundle.run("run", "-c", file.toString());
    }

    @Test
    void anAddressThatIsTakenIsNamedWithItsListener() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Finished refused = run(taken.getLocalPort(), 0);

            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.err())
                    .contains("listener web cannot bind 127.0.0.1:" + taken.getLocalPort() + ": Address already in use")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void anAddressOfTheApiThatIsTakenIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Finished refused = run(0, taken.getLocalPort());

            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.err())
                    .contains("admin.bind: cannot listen on 127.0.0.1:" + taken.getLocalPort()
                            + ": Address already in use")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void oneBundleCanRunTwice() throws Exception {
        try (RunningLb first = RunningLb.start(bundle, CONFIG.formatted(0, 0));
                RunningLb second = RunningLb.start(bundle, CONFIG.formatted(0, 0))) {
            assertThat(first.isAlive()).isTrue();
            assertThat(second.isAlive()).isTrue();
            second.terminate();
            assertThat(second.awaitEnd()).isZero();
            first.terminate();
            assertThat(first.awaitEnd()).isZero();
        }
    }
}
