package dev.steelyard.lb.core.pool;

import static dev.steelyard.lb.core.pool.PoolFixture.backends;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.testkit.FakeBackend;
import dev.steelyard.lb.testkit.FakeRequest;
import dev.steelyard.lb.testkit.FakeResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sessions are client addresses; the picker always names b0. */
class AffinityTest {
    private static final String CLIENT = "192.0.2.7";

    private final PoolFixture fixture = new PoolFixture();
    private final Pool pool = fixture.pool("affinity = fake\n" + backends(3, 2));

    @AfterEach
    void close() {
        fixture.close();
    }

    private void pinTo(String id) {
        fixture.pins.put(CLIENT, pool.members().byId(id));
    }

    /** Where a request goes, and the session after its answer. */
    private String leased(FakeRequest request) {
        Lease lease = pool.lease(request);
        lease.pin(request, new FakeResponse(200));
        return lease.backend().id() + ", then " + fixture.pins.get(CLIENT).id();
    }

    private String leased() {
        return leased(FakeRequest.from(CLIENT));
    }

    @Test
    void aNewSessionIsPinnedToWhereItWent() {
        assertThat(leased()).isEqualTo("b0, then b0");
    }

    @Test
    void aPinnedSessionGoesToItsBackend() {
        pinTo("b2");

        assertThat(leased()).isEqualTo("b2, then b2");
    }

    @Test
    void aDrainingBackendKeepsItsSessions() {
        pinTo("b2");
        pool.members().setAdminState("b2", AdminState.DRAINING);

        assertThat(leased()).isEqualTo("b2, then b2");
    }

    @Test
    void sessionsOfADrainingBackendAreServedWhenNoOtherIsLeft() {
        pinTo("b2");
        pool.backends().forEach(backend -> pool.members().setAdminState(backend.id(), AdminState.DRAINING));

        assertThat(leased()).isEqualTo("b2, then b2");
        assertThat(pool.lease(FakeRequest.from("192.0.2.8"))).isNull();
    }

    @Test
    void aDisabledBackendLosesItsSessions() {
        pinTo("b2");
        pool.members().setAdminState("b2", AdminState.DISABLED);

        assertThat(leased()).isEqualTo("b0, then b0");
    }

    @Test
    void anUnhealthyBackendLosesItsSessions() {
        pinTo("b2");
        fixture.probeResults.put("b2", ProbeResult.down(0, "no answer"));
        fixture.settle();

        assertThat(leased()).isEqualTo("b0, then b0");
    }

    @Test
    void aBackendThatLeftLosesItsSessions() {
        pinTo("b2");
        pool.members().remove("b2");

        assertThat(leased()).isEqualTo("b0, then b0");
    }

    @Test
    void aBackendThatIsOnlyFullKeepsItsSessions() {
        pinTo("b2");
        leased();
        leased();

        assertThat(leased()).isEqualTo("b0, then b2");
    }

    @Test
    void aBackendThatWasTriedLosesTheSession() {
        pinTo("b2");
        FakeRequest retry = FakeRequest.from(CLIENT).tried(pool.members().byId("b2"));

        assertThat(leased(retry)).isEqualTo("b0, then b0");
    }

    @Test
    void anAffinityThatThrowsLosesItsSessionsAndNothingElse() {
        pinTo("b2");
        fixture.onAffinity = new IllegalStateException("planted");

        assertThat(leased()).isEqualTo("b0, then b2");
        assertThat(fixture.failures("fake", "affinity")).isEqualTo(2); // in find and in remember
    }

    @Test
    void aStrangerIsNoPin() {
        fixture.pins.put(CLIENT, FakeBackend.of("b1"));

        assertThat(leased()).isEqualTo("b0, then b0");
    }

    @Test
    void withoutAffinityNothingIsRemembered() {
        Pool plain = new PoolFixture().pool(backends(1));
        Lease lease = plain.lease(FakeRequest.get());

        lease.pin(FakeRequest.get(), new FakeResponse(200));

        assertThat(fixture.pins).isEmpty();
        plain.close();
    }
}
