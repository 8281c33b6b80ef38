package dev.steelyard.lb.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.distribution.fixture.Browser;
import dev.steelyard.lb.distribution.fixture.Bundle;
import dev.steelyard.lb.distribution.fixture.Finished;
import dev.steelyard.lb.distribution.fixture.PluginJar;
import dev.steelyard.lb.distribution.fixture.Repository;
import dev.steelyard.lb.distribution.fixture.RunningLb;
import dev.steelyard.lb.distribution.fixture.TestBackend;
import dev.steelyard.lb.distribution.fixture.TestBackends;
import dev.steelyard.lb.distribution.fixture.Waiting;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Jars dropped into {@code plugins/} of an unpacked bundle. */
class PluginsIT {
    private static final String EXAMPLE =
            "examples/target/it/custom-algorithm-plugin/target/custom-algorithm-plugin-1.0.0.jar";

    private final TestBackends backends = new TestBackends();
    private final Browser browser = new Browser();
    private Bundle bundle;

    @BeforeEach
    void copy(@TempDir Path folder) {
        bundle = Bundle.shared().copyTo(folder.resolve("steelyard"));
    }

    @AfterEach
    void close() {
        backends.close();
    }

    private RunningLb start(String algorithm) throws Exception {
        return RunningLb.start(bundle, """
                listeners.web.bind = "127.0.0.1:0"
                admin.bind = "127.0.0.1:0"
                pools.web { algorithm %s, backends = %s }
                """.formatted(algorithm, backends.config()));
    }

    private static JsonNode plugin(RunningLb balancer, String id) {
        for (JsonNode plugin : balancer.api().get("/api/v1/plugins").get("plugins")) {
            if (plugin.get("id").asString().equals(id)) {
                return plugin;
            }
        }
        throw new AssertionError("no plugin " + id);
    }

    @Test
    void theExamplePluginBalances() throws Exception {
        Path jar = Repository.file(EXAMPLE);
        assertThat(jar).as("built by the module examples").isRegularFile();
        Files.copy(jar, bundle.file("plugins/custom-algorithm-plugin-1.0.0.jar"));

        assertThat(bundle.run("plugins").out())
                .contains("first-fit 1.0.0 (plugins/custom-algorithm-plugin-1.0.0.jar): loaded");
        try (RunningLb balancer = start("{ type = first-fit, in-flight = 2 }")) {
            // One after the other they all find room in the first backend.
            assertThat(browser.bodies(10, balancer.url("web", "/"))).containsOnly("a");

            // Five at a time fill the first and the second with two each; one is left for the third.
            assertThat(fiveAtATime(balancer)).containsExactlyInAnyOrder("a", "a", "b", "b", "c");
            assertThat(plugin(balancer, "first-fit").get("status").asString()).isEqualTo("loaded");
        }
    }

    private List<String> fiveAtATime(RunningLb balancer) throws Exception {
        backends.all().forEach(TestBackend::hold);
        List<CompletableFuture<HttpResponse<String>>> begun = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            int count = i;
            begun.add(browser.begin(balancer.url("web", "/")));
            Waiting.until(count + " requests are held", () -> held() == count);
        }
        backends.all().forEach(TestBackend::release);
        List<String> answers = new ArrayList<>();
        for (CompletableFuture<HttpResponse<String>> answer : begun) {
            answers.add(answer.get(10, TimeUnit.SECONDS).body());
        }
        return answers;
    }

    private int held() {
        return backends.all().stream().mapToInt(TestBackend::held).sum();
    }

    @Test
    void aPluginWithoutAModuleBalances() throws Exception {
        PluginJar.write(
                bundle, bundle.file("plugins/handmade.jar"), "always-last", "backends.get(backends.size() - 1)");

        try (RunningLb balancer = start("= always-last")) {
            assertThat(browser.bodies(10, balancer.url("web", "/"))).containsOnly("c");
            assertThat(plugin(balancer, "handmade").get("status").asString()).isEqualTo("loaded");
        }
    }

    @Test
    void aPluginThatFailsOnEveryPickCostsNoRequest() throws Exception {
        PluginJar.write(bundle, bundle.file("plugins/handmade.jar"), "broken", "backends.get(-1)");

        try (RunningLb balancer = start("= broken")) {
            assertThat(browser.bodies(30, balancer.url("web", "/")))
                    .contains("a", "b", "c")
                    .hasSize(30);
            balancer.awaitLog("algorithm broken");
        }
    }

    @Test
    void aBadJarIsReportedEverywhereAndHurtsNothingElse() throws Exception {
        Files.writeString(bundle.file("plugins/broken.jar"), "this is no jar");
        PluginJar.write(
                bundle, bundle.file("plugins/handmade.jar"), "always-last", "backends.get(backends.size() - 1)");
        PluginJar.write(bundle, bundle.file("plugins/impostor.jar"), "round-robin", "backends.get(0)");

        Finished listed = bundle.run("plugins");
        assertThat(listed.exitCode()).isEqualTo(1);
        assertThat(listed.out())
                .contains("broken (plugins/broken.jar): rejected", "reason: ", "remedy: ")
                .contains("impostor (plugins/impostor.jar): rejected")
                .contains("handmade (plugins/handmade.jar): loaded");

        try (RunningLb balancer = start("= always-last")) {
            balancer.awaitLog("plugin broken (plugins/broken.jar) rejected: ");
            JsonNode broken = plugin(balancer, "broken");
            assertThat(broken.get("status").asString()).isEqualTo("rejected");
            assertThat(broken.get("reason").asString()).isNotBlank();
            assertThat(broken.get("remedy").asString()).isNotBlank();
            assertThat(browser.bodies(10, balancer.url("web", "/"))).containsOnly("c");
        }
    }

    @Test
    void aRequiredPluginThatIsMissingKeepsItFromStarting() throws Exception {
        Path config = Files.writeString(bundle.file("conf/lb.conf"), """
                listeners.web.bind = "127.0.0.1:0"
                plugins.required = [acme-geo]
                pools.web.backends = ["127.0.0.1:9"]
                """);

        Finished refused = bundle.run("run", "-c", config.toString());

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("acme-geo");
    }
}
