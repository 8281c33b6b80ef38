package dev.steelyard.lb.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.distribution.fixture.Browser;
import dev.steelyard.lb.distribution.fixture.Bundle;
import dev.steelyard.lb.distribution.fixture.Finished;
import dev.steelyard.lb.distribution.fixture.Jdk;
import dev.steelyard.lb.distribution.fixture.Repository;
import dev.steelyard.lb.distribution.fixture.RunningLb;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CommandsIT {
    private final Bundle bundle = Bundle.shared();

    @ParameterizedTest
    @MethodSource("dev.steelyard.lb.distribution.fixture.Jdk#tested")
    void versionTellsBothVersions(Jdk jdk) throws Exception {
        ProcessBuilder command = bundle.command(List.of("version"));
        command.environment().put("JAVA_HOME", jdk.home().toString());

        Finished version = Bundle.finish(command);

        assertThat(version.exitCode()).isZero();
        assertThat(version.out()).startsWith("Steelyard " + Repository.version() + " on Java " + jdk.version());
    }

    @Test
    void pluginsListsWhatIsBuiltIn() throws Exception {
        Finished plugins = bundle.run("plugins");

        assertThat(plugins.exitCode()).as("%s", plugins).isZero();
        assertThat(plugins.out())
                .contains("lb-algorithms " + Repository.version() + " (built in): loaded")
                .contains("algorithm: round-robin, weighted-round-robin, least-connections")
                .contains("health check: tcp, http, grpc, deep, postgresql, mysql, redis")
                .contains("session affinity: cookie, ip");
    }

    @Test
    void demoBalancesOverThreeBackendsAndStopsByItself() throws Exception {
        ProcessBuilder command = bundle.command(List.of("demo", "--for", "3s", "--port", "0", "--admin-port", "0"));
        try (RunningLb demo = RunningLb.start(command)) {
            List<String> answers = new Browser().bodies(6, demo.url("web", "/"));

            assertThat(answers)
                    .containsOnly("Hello from backend 1\n", "Hello from backend 2\n", "Hello from backend 3\n");
            assertThat(demo.api()
                            .get("/api/v1/stats")
                            .get("backend_health")
                            .get("total")
                            .asInt())
                    .isEqualTo(3);
            assertThat(demo.awaitEnd()).isZero();
            assertThat(demo.out()).contains("curl " + demo.url("web", "/")).contains("curl " + demo.admin("/metrics"));
        }
    }

    @Test
    void helpNamesTheCommandsAndOptions() throws Exception {
        assertThat(bundle.run("--help").out())
                .contains("run", "check", "reload", "diff", "upgrade", "demo", "plugins", "version");
        assertThat(bundle.run("run", "--help").out()).contains("-c, --config=FILE", "SIGTERM");
    }

    @Test
    void aCommandThatDoesNotExistIsAnErrorWithAHint() throws Exception {
        Finished wrong = bundle.run("relaod");

        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).contains("'relaod'").contains("Did you mean: lb reload");
        assertThat(bundle.run("xyzzy").err()).contains("lb [-h] COMMAND");
    }
}
