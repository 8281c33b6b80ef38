package dev.steelyard.lb.core.admin;

import static dev.steelyard.lb.core.admin.AdminClient.error;
import static dev.steelyard.lb.core.admin.AdminClient.line;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.api.algorithm.Outcome;
import dev.steelyard.lb.core.admin.AdminClient.Reply;
import dev.steelyard.lb.core.pool.Lease;
import dev.steelyard.lb.testkit.FakeRequest;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RemovalApiTest {
    private static final String SRV1 = "/api/v1/backend/srv1";
    private static final String STATE = SRV1 + "/state";

    private final AdminFixture fixture = new AdminFixture();
    private AdminClient client;

    @BeforeEach
    void start() throws IOException {
        client = fixture.pool("web", 8080).start().client();
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void aBackendThatDrainsShowsHowFarItIs() {
        Lease underWay = fixture.pools.get("web").lease(FakeRequest.get());
        assertThat(client.put(STATE, "{\"state\":\"draining\",\"timeout\":\"30s\"}")
                        .status())
                .isEqualTo(200);
        assertThat(client.get(SRV1 + "/drain").body()).isEqualTo(line("""
                        {"since":"2030-01-01T00:00:00Z","deadline":"2030-01-01T00:00:30Z","end":"disabled",
                        "requests":1,"connections":3,"sessions":null,"seconds_left":null}"""));
        assertThat(client.get(SRV1).body()).contains("\"drain\":{\"since\":\"2030-01-01T00:00:00Z\",");

        underWay.complete(Outcome.Result.SUCCESS, 200, 1);
        assertThat(client.get(SRV1 + "/drain").body()).contains("\"requests\":0,", "\"seconds_left\":0.0}");
        fixture.pass("31S");
        assertThat(client.get(SRV1).body()).contains("\"status\":\"disabled\",", "\"drain\":null,");
        assertThat(fixture.log.lines())
                .anyMatch(line -> line.contains("backend web/srv1 state draining for at most 30000 ms, then disabled"));
    }

    @Test
    void aBackendThatDoesNotDrainHasNoProgress() {
        Reply reply = client.get(SRV1 + "/drain");
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.body()).isEqualTo(error(null, "backend 'srv1' is not draining"));
    }

    @Test
    void onlyDrainingTakesATime() {
        assertThat(client.put(STATE, "{\"state\":\"disabled\",\"timeout\":\"30s\"}")
                        .body())
                .isEqualTo(error("timeout", "only a backend that is draining can have one"));
        assertThat(client.put(STATE, "{\"state\":\"draining\",\"timeout\":\"48h\"}")
                        .body())
                .isEqualTo(error("timeout", "48h (expected: 1ms..24h)"));
        assertThat(client.put(STATE, "{\"state\":\"draining\",\"timeout\":\"soon\"}")
                        .status())
                .isEqualTo(400);
        assertThat(client.get(SRV1).body()).contains("\"status\":\"healthy\",");
    }

    @Test
    void aRemovalThatDrainsFirstTellsWhereToLookAndThenTheBackendIsGone() {
        Lease underWay = fixture.pools.get("web").lease(FakeRequest.get());
        Reply accepted = client.delete(SRV1 + "?drain=30s");
        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.header("Location")).isEqualTo(SRV1 + "/drain?pool=web");
        assertThat(accepted.body()).contains("\"end\":\"removed\",\"requests\":1,");
        assertThat(client.get(accepted.header("Location")).status()).isEqualTo(200);

        underWay.complete(Outcome.Result.SUCCESS, 200, 1);
        fixture.pass("1S");
        assertThat(client.get(accepted.header("Location")).status()).isEqualTo(404);
        assertThat(client.get(SRV1).status()).isEqualTo(404);
    }

    @Test
    void aRemovalByForceIsAtOnce() {
        fixture.pools.get("web").lease(FakeRequest.get());
        assertThat(client.delete(SRV1 + "?force=true").status()).isEqualTo(200);
        assertThat(client.get(SRV1).status()).isEqualTo(404);
        assertThat(fixture.log.lines()).anyMatch(line -> line.contains("backend web/srv1 removed by force"));
    }

    @Test
    void whatARemovalCannotBeIsRefused() {
        assertThat(client.delete(SRV1 + "?force=yes").body())
                .isEqualTo(error("force", "'yes' (expected: true or false)"));
        assertThat(client.delete(SRV1 + "?drain=").status()).isEqualTo(400);
        assertThat(client.delete(SRV1 + "?drian=1s").body())
                .isEqualTo(error("drian", "unknown parameter; did you mean 'drain'? (parameters: pool, drain, force)"));
        assertThat(client.get(SRV1).status()).isEqualTo(200);
    }
}
