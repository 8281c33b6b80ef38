package dev.steelyard.lb.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.distribution.fixture.AdminApi;
import dev.steelyard.lb.distribution.fixture.Browser;
import dev.steelyard.lb.distribution.fixture.Bundle;
import dev.steelyard.lb.distribution.fixture.Finished;
import dev.steelyard.lb.distribution.fixture.Jdk;
import dev.steelyard.lb.distribution.fixture.Load;
import dev.steelyard.lb.distribution.fixture.PluginJar;
import dev.steelyard.lb.distribution.fixture.RunningLb;
import dev.steelyard.lb.distribution.fixture.TestBackends;
import dev.steelyard.lb.distribution.fixture.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Configs and plugins that change while requests go on. */
class ReloadIT {
    private static final String RELOAD = "/api/v1/config/reload";

    private static final String SPLIT = "/api/v1/route/shop/split";

    private final TestBackends backends = new TestBackends();
    private final Browser browser = new Browser();

    @TempDir
    private Path folder;

    private Path config;

    @BeforeEach
    void placeConfig() {
        config = folder.resolve("lb.conf");
    }

    @AfterEach
    void close() {
        backends.close();
    }

    private void write(String text) throws IOException {
        Path next = Files.writeString(folder.resolve("next.conf"), """
                listeners.web.bind = "127.0.0.1:0"
                admin.bind = "127.0.0.1:0"
                data.directory = "%s"
                """.formatted(folder.resolve("data")) + text);
        Files.move(next, config, StandardCopyOption.REPLACE_EXISTING);
    }

    private RunningLb start() throws Exception {
        return start(Bundle.shared());
    }

    private RunningLb start(Bundle bundle) throws Exception {
        return RunningLb.start(bundle.command(List.of("run", "-c", config.toString())));
    }

    private void reload(AdminApi api) {
        var answer = api.send("POST", RELOAD, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void aHundredReloadsCostNoGetAndNoConnectionOfTheUnchanged() throws Exception {
        String members = "[ { id = b, host = 127.0.0.1, port = %d } ]"
                .formatted(backends.get("b").port());
        write("pools.web { algorithm = random, backends = %s }".formatted(backends.config()));
        try (RunningLb balancer = start();
                Load load = Load.begin(balancer.url("web", "/"), 8)) {
            load.awaitMore(200);
            for (int i = 0; i < 50; i++) {
                write("""
                        pools.web { algorithm = least-connections, backends = %s, retry.attempts = %d }
                        pools.other { backends = %s }
                        listeners.extra { bind = "127.0.0.1:0" }
                        routes = [ { match { path = "/x" }, pool = other }, { pool = web } ]
                        """.formatted(members, 2 + i % 3, members));
                reload(balancer.api());
                write("pools.web { algorithm = random, backends = %s }".formatted(backends.config()));
                reload(balancer.api());
                load.awaitMore(5);
            }
            assertThat(load.stop().errors()).isEmpty();
            assertThat(metric(balancer, "lb_config_reloads_total{result=\"done\"}"))
                    .isEqualTo(100);
            // One a client, and not more: nobody had to connect again.
            assertThat(load.connections()).isEqualTo(8);
        }
    }

    @Test
    void whatTheApiMadeOfASplitLastsUntilTheSplitItselfIsChangedOrGone() throws Exception {
        writeSplit(1, "retry.attempts = 2");
        try (RunningLb balancer = start()) {
            AdminApi api = balancer.api();
            assertThat(api.send("PUT", SPLIT, "{\"weights\":{\"blue\":0,\"green\":5}}")
                            .statusCode())
                    .isEqualTo(200);
            browser.bodies(6, balancer.url("web", "/"));

            writeSplit(1, "retry.attempts = 3");
            reload(api);
            assertThat(browser.bodies(6, balancer.url("web", "/"))).containsOnly("b");
            assertThat(green(api).get("figures").get("requests").asInt()).isEqualTo(12);

            writeSplit(2, "retry.attempts = 3");
            reload(api);
            assertThat(browser.bodies(6, balancer.url("web", "/"))).contains("a");
            assertThat(green(api).get("weight").asInt()).isEqualTo(1);

            write("pools.web.backends = " + backends.config());
            reload(api);
            assertThat(browser.get(balancer.admin(SPLIT)).statusCode()).isEqualTo(404);
        }
    }

    private static JsonNode green(AdminApi api) {
        return api.get(SPLIT).get("pools").get(1);
    }

    private void writeSplit(int blueWeight, String pool) throws IOException {
        write(
                "routes = [ { name = shop, split { pools = [ { pool = blue, weight = %d }, { pool = green, weight = 1 } ] } } ]\n"
                                .formatted(blueWeight)
                        + "pools.blue { %s, backends = [ \"127.0.0.1:%d\" ] }\n"
                                .formatted(pool, backends.get("a").port())
                        + "pools.green.backends = [ \"127.0.0.1:%d\" ]\n"
                                .formatted(backends.get("b").port()));
    }

    private double metric(RunningLb balancer, String series) {
        return browser.get(balancer.admin("/metrics"))
                .body()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + series));
    }

    @Test
    void anAlgorithmThatIsReplacedTwentyTimesCostsNoGetAndLeavesNoClassLoaderBehind() throws Exception {
        Bundle bundle = Bundle.shared().copyTo(folder.resolve("steelyard"));
        for (int place = 0; place < 3; place++) {
            PluginJar.write(bundle, ready(place), "only", "backends.get(" + place + ")");
        }
        replace(bundle, 0);
        write("reload.interval = 50ms\npools.web { algorithm = only, backends = %s }".formatted(backends.config()));
        try (RunningLb balancer = start(bundle);
                Load load = Load.begin(balancer.url("web", "/"), 8)) {
            for (int i = 1; i <= 20; i++) {
                replace(bundle, i % 3);
                String expected = List.of("a", "b", "c").get(i % 3);
                Waiting.until(
                        "the next algorithm picks " + expected,
                        () -> browser.get(balancer.url("web", "/")).body().equals(expected));
            }
            assertThat(load.stop().errors()).isEmpty();
            Waiting.until("class loaders are gone", () -> {
                collectGarbage(balancer);
                return metric(balancer, "lb_plugin_realms_unreclaimed") == 0;
            });
            assertThat(bundle.file("work/plugins").toFile().list((dir, name) -> name.startsWith("handmade")))
                    .hasSize(1);
        }
    }

    private Path ready(int place) {
        return folder.resolve("only-" + place + ".jar");
    }

    private static void collectGarbage(RunningLb balancer) {
        try {
            Path jcmd = Jdk.current().home().resolve("bin/jcmd");
            new ProcessBuilder(jcmd.toString(), Long.toString(balancer.pid()), "GC.run")
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError("jcmd cannot be run", failed);
        }
    }

    private void replace(Bundle bundle, int place) throws IOException {
        Path next = bundle.file("plugins/handmade.jar.part");
        Files.copy(ready(place), next);
        Files.move(next, bundle.file("plugins/handmade.jar"), StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void aPluginThatIsInUseServesOnThoughItsFileIsGoneAndGoesWhenItIsNot() throws Exception {
        Bundle bundle = Bundle.shared().copyTo(folder.resolve("steelyard"));
        PluginJar.write(bundle, bundle.file("plugins/handmade.jar"), "only", "backends.get(2)");
        write("pools.web { algorithm = only, backends = %s }".formatted(backends.config()));
        try (RunningLb balancer = start(bundle)) {
            Files.delete(bundle.file("plugins/handmade.jar"));
            reload(balancer.api());

            assertThat(browser.bodies(5, balancer.url("web", "/"))).containsOnly("c");
            assertThat(plugins(balancer)).contains("handmade").contains("serves on until nothing does");

            write("pools.web { algorithm = round-robin, backends = %s }".formatted(backends.config()));
            reload(balancer.api());
            assertThat(plugins(balancer)).doesNotContain("handmade");
            assertThat(browser.bodies(6, balancer.url("web", "/"))).contains("a", "b", "c");
        }
    }

    private static String plugins(RunningLb balancer) {
        return balancer.api().get("/api/v1/plugins").toString();
    }

    @Test
    void aBadConfigChangesNothingAndIsToldEverywhereUntilItIsMended() throws Exception {
        String good = "pools.web { backends = %s }".formatted(backends.config());
        write(good);
        try (RunningLb balancer = start()) {
            write(good + "\npools.web { algorithm = leastconn, affinity = cokie }");

            var refused = balancer.api().send("POST", RELOAD, "");

            assertThat(refused.statusCode()).isEqualTo(422);
            assertThat(refused.body())
                    .contains("2 problems; the config before serves on", "leastconn", "cokie")
                    .contains("did you mean 'cookie'?");
            assertThat(browser.bodies(3, balancer.url("web", "/"))).containsExactlyInAnyOrder("a", "b", "c");
            JsonNode health = balancer.api().get("/health");
            assertThat(health.get("status").asString()).isEqualTo("degraded");
            assertThat(health.get("faults").get("config").asString()).contains("(and 1 more)");
            balancer.awaitLog("no session affinity 'cokie'");

            write(good);
            reload(balancer.api());
            assertThat(balancer.api().get("/health").get("status").asString()).isEqualTo("healthy");
        }
    }

    @Test
    void anAddressThatIsTakenChangesNothing() throws Exception {
        String good = "pools.web { backends = %s }".formatted(backends.config());
        write(good);
        try (RunningLb balancer = start()) {
            int taken = backends.get("a").port();
            write(good + "\nlisteners.other.bind = \"127.0.0.1:%d\"\npools.web.algorithm = random".formatted(taken));

            var refused = balancer.api().send("POST", RELOAD, "");

            assertThat(refused.statusCode()).isEqualTo(409);
            assertThat(refused.body()).contains("listener other cannot bind 127.0.0.1:" + taken);
            assertThat(balancer.api()
                            .get("/api/v1/config/drift")
                            .get("not_loaded")
                            .size())
                    .isGreaterThan(0);
            assertThat(browser.bodies(3, balancer.url("web", "/"))).containsExactlyInAnyOrder("a", "b", "c");
        }
    }

    @Test
    void sighupAndTheWatchReadTheConfigAgain() throws Exception {
        write("reload { watch-config = true, interval = 50ms }\npools.web.backends = %s".formatted(backends.config()));
        try (RunningLb balancer = start()) {
            write("reload { watch-config = true, interval = 50ms }\npools.web.backends = [ \"127.0.0.1:%d\" ]"
                    .formatted(backends.get("b").port()));
            Waiting.until(
                    "the file is taken on",
                    () -> List.of("b", "b", "b", "b").equals(browser.bodies(4, balancer.url("web", "/"))));
        }
        write("pools.web.backends = %s".formatted(backends.config()));
        try (RunningLb balancer = start()) {
            write("pools.web.backends = [ \"127.0.0.1:%d\" ]"
                    .formatted(backends.get("c").port()));
            new ProcessBuilder("kill", "-HUP", Long.toString(balancer.pid()))
                    .start()
                    .waitFor();
            balancer.awaitLog("config reloaded");
            assertThat(browser.bodies(4, balancer.url("web", "/"))).containsOnly("c");
            assertThat(balancer.isAlive()).isTrue();
        }
    }

    @Test
    void theCommandsShowAndTakeOnWhatChanged() throws Exception {
        write("pools.web.backends = %s".formatted(backends.config()));
        try (RunningLb balancer = start()) {
            String api = "http://" + balancer.admin("/").getAuthority();
            write("pools.web { algorithm = random, backends = %s }".formatted(backends.config()));

            Finished shown = Bundle.shared().run("diff", config.toString(), "--api", api);
            assertThat(shown.out()).contains("~ pools.web.algorithm.type: round-robin -> random");
            assertThat(shown.exitCode()).isEqualTo(1);

            Finished done = Bundle.shared().run("reload", "-c", config.toString(), "--api", api);
            assertThat(done.out()).contains("taken on:").contains("round-robin -> random");
            assertThat(done.exitCode()).isZero();
            assertThat(Bundle.shared()
                            .run("diff", config.toString(), "--api", api)
                            .exitCode())
                    .isZero();

            write("pools.web { algorithm = randm, backends = %s }".formatted(backends.config()));
            Finished refused = Bundle.shared().run("reload", "-c", config.toString(), "--api", api);
            assertThat(refused.out()).contains("did you mean 'random'?").contains("the config before serves on");
            assertThat(refused.exitCode()).isEqualTo(2);
        }
        Finished nobody = Bundle.shared().run("reload", "-c", config.toString(), "--api", "http://127.0.0.1:9");
        assertThat(nobody.exitCode()).isNotZero();
    }

    @Test
    void whatTheApiChangedHoldsAfterAReloadAndAfterARestart() throws Exception {
        write("pools.web.backends = %s".formatted(backends.config()));
        try (RunningLb balancer = start()) {
            AdminApi api = balancer.api();
            api.send("PUT", "/api/v1/backend/a/weight", "{\"weight\":7}");
            api.send("PUT", "/api/v1/backend/b/state", "{\"state\":\"disabled\"}");
            api.send("DELETE", "/api/v1/backend/c", "");
            api.send(
                    "POST",
                    "/api/v1/backend/register",
                    "{\"id\":\"d\",\"host\":\"localhost\",\"port\":"
                            + backends.get("c").port() + "}");
            write("pools.web { algorithm = random, backends = %s }".formatted(backends.config()));
            reload(api);
            assertChangesHold(api);
            assertThat(api.get("/api/v1/config/drift").get("at_run_time").toString())
                    .contains(
                            "pools.web.backends[a].weight",
                            "pools.web.backends[b].state",
                            "pools.web.backends[d].host");
            // kill -9: what was answered was kept
        }
        try (RunningLb balancer = start()) {
            assertChangesHold(balancer.api());
        }
    }

    @Test
    void aSplitThatTheApiChangedIsTheSameAfterARestart() throws Exception {
        write("""
                pools { blue.backends = [ "127.0.0.1:%d" ], green.backends = [ "127.0.0.1:%d" ] }
                routes = [ { name = shop, split.pools = [ { pool = blue, weight = 1 }, { pool = green, weight = 0 } ] } ]
                """.formatted(backends.get("a").port(), backends.get("b").port()));
        try (RunningLb balancer = start()) {
            assertThat(browser.bodies(4, balancer.url("web", "/"))).containsOnly("a");
            balancer.api().send("PUT", "/api/v1/route/shop/split", "{\"weights\":{\"blue\":0,\"green\":1}}");
            assertThat(browser.bodies(4, balancer.url("web", "/"))).containsOnly("b");
        }
        try (RunningLb balancer = start()) {
            assertThat(browser.bodies(4, balancer.url("web", "/"))).containsOnly("b");
        }
    }

    private static void assertChangesHold(AdminApi api) {
        assertThat(api.backend("a").get("weight").asInt()).isEqualTo(7);
        assertThat(api.status("b")).isEqualTo("disabled");
        assertThat(api.get("/api/v1/backend/list").toString()).doesNotContain("\"c\"");
        assertThat(api.backend("d").get("host").asString()).isEqualTo("localhost");
    }

    @Test
    void aFullDiskStopsNoRequestAndNoChangeAndWhatChangedIsKeptWhenThereIsRoomAgain() throws Exception {
        write("pools.web.backends = %s".formatted(backends.config()));
        Path data = Files.createDirectories(folder.resolve("data"));
        Path full = Files.createSymbolicLink(data.resolve("api-changes.json.tmp"), Path.of("/dev/full"));
        try (RunningLb balancer = start()) {
            AdminApi api = balancer.api();
            assertThat(api.send("PUT", "/api/v1/backend/a/state", "{\"state\":\"disabled\"}")
                            .statusCode())
                    .isEqualTo(200);

            assertThat(browser.bodies(4, balancer.url("web", "/"))).doesNotContain("a");
            assertThat(api.get("/health").get("faults").get("data directory").asString())
                    .contains("No space left on device");
            balancer.awaitLog("data directory: changes made at run time hold, but cannot be kept");

            Files.delete(full);
            balancer.awaitLog("data directory: in order again");
            assertThat(data.resolve("api-changes.json")).content().contains("disabled");
            assertThat(api.get("/health").get("status").asString()).isEqualTo("healthy");
        }
    }
}
