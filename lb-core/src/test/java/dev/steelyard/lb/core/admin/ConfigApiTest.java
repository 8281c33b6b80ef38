package dev.steelyard.lb.core.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.api.settings.Problem;
import dev.steelyard.lb.api.settings.SettingsException;
import dev.steelyard.lb.core.admin.AdminClient.Reply;
import dev.steelyard.lb.core.config.ConfigChange;
import dev.steelyard.lb.core.generation.ReloadReport;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConfigApiTest {
    private static final ConfigChange WEIGHT = new ConfigChange("pools.web.backends[a].weight", "100", "7");

    private final AdminFixture fixture = new AdminFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aReloadTellsWhatItChanged() throws IOException {
        fixture.start().control.report = new ReloadReport(
                List.of(WEIGHT), List.of(new ConfigChange("admin.bind", "a:1", null)), List.of("acme"));

        Reply reply = fixture.client().post("/api/v1/config/reload", "");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body())
                .isEqualToIgnoringNewLines(
                        "{\"changes\":[{\"path\":\"pools.web.backends[a].weight\",\"before\":\"100\",\"after\":\"7\"}],"
                                + "\"need_restart\":[{\"path\":\"admin.bind\",\"before\":\"a:1\",\"after\":null}],"
                                + "\"plugins\":[\"acme\"]}");
        assertThat(fixture.control.kept).isOne();
    }

    @Test
    void aReloadThatIsRefusedTellsEveryProblem() throws IOException {
        fixture.start().control.refused = new SettingsException(
                List.of(new Problem("lb.conf:3", "pools.web", "bad"), new Problem("lb.conf:4", "routes", "worse")));

        Reply reply = fixture.client().post("/api/v1/config/reload", "");

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.body())
                .contains("2 problems; the config before serves on")
                .contains("\"problems\":[\"lb.conf:3: pools.web: bad\",\"lb.conf:4: routes: worse\"]");
    }

    @Test
    void anAddressThatIsTakenIsAConflict() throws IOException {
        fixture.start().control.taken = new IOException("listener web cannot bind *:80: taken");

        assertThat(fixture.client().post("/api/v1/config/reload", "").body())
                .contains("listener web cannot bind *:80: taken; the config before serves on");
    }

    @Test
    void whatAConfigWouldChangeIsToldWithoutChangingIt() throws IOException {
        fixture.start().control.report = new ReloadReport(List.of(WEIGHT), List.of(), List.of());

        Reply reply = fixture.client()
                .post("/api/v1/config/diff", "{\"config\":\"listeners.a.bind = \\\"*:1\\\"\\npools.b {}\"}");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(fixture.control.asked.config().pools()).containsOnlyKeys("b");
    }

    @Test
    void aDiffOfWhatIsNoConfigTellsWhere() throws IOException {
        Reply reply = fixture.start().client().post("/api/v1/config/diff", "{\"config\":\"pools { \"}");

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.body()).contains("config:1");
    }

    @Test
    void aDiffNeedsAConfig() throws IOException {
        assertThat(fixture.start().client().post("/api/v1/config/diff", "{}").status())
                .isEqualTo(400);
    }

    @Test
    void theDriftTellsWhatTheApiChangedAndWhatWasNotLoadedYet() throws IOException {
        fixture.start().control.drift = new Drift(List.of(WEIGHT), List.of(), List.of("lb.conf:3: bad"), List.of());

        assertThat(fixture.client().get("/api/v1/config/drift").body())
                .isEqualToIgnoringNewLines(
                        "{\"at_run_time\":[{\"path\":\"pools.web.backends[a].weight\",\"before\":\"100\",\"after\":\"7\"}],"
                                + "\"not_loaded\":[],\"file_problems\":[\"lb.conf:3: bad\"],\"need_restart\":[]}");
    }
}
