package dev.steelyard.lb.core.pool;

import static dev.steelyard.lb.core.pool.PoolFixture.backends;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.steelyard.lb.api.algorithm.Outcome.Result;
import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.api.settings.SettingsException;
import dev.steelyard.lb.core.config.BackendConfig;
import dev.steelyard.lb.core.config.HealthConfig;
import dev.steelyard.lb.testkit.FakeRequest;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MembershipTest {
    private final PoolFixture fixture = new PoolFixture();
    private final Pool pool = fixture.pool(backends(2));
    private final PoolMembers members = pool.members();

    @AfterEach
    void close() {
        fixture.close();
    }

    private static BackendConfig backend(String id, String address) {
        BackendConfig shortForm = BackendConfig.of(address);
        return new BackendConfig(
                Optional.ofNullable(id),
                shortForm.host(),
                shortForm.port(),
                50,
                10,
                Optional.empty(),
                0,
                Optional.empty());
    }

    private SortedSet<String> metricsOf(String id) {
        SortedSet<String> names = new TreeSet<>(registryNames());
        names.removeIf(name -> !name.contains("backend=\"" + id + "\""));
        return names;
    }

    private SortedSet<String> registryNames() {
        return fixture.registry.getNames();
    }

    @Test
    void aBackendThatJoinsIsPickedProbedAndMeasured() {
        LiveBackend added = members.add(backend("b2", "10.0.0.9:80"));
        members.setAdminState("b0", AdminState.DISABLED);
        members.setAdminState("b1", AdminState.DISABLED);
        fixture.settle();

        assertThat(pool.lease(FakeRequest.get()).backend()).isSameAs(added);
        assertThat(added.address().getAddress().getHostAddress()).isEqualTo("10.0.0.9");
        assertThat(added.health().recentProbes()).isNotEmpty();
        assertThat(metricsOf("b2")).hasSameSizeAs(metricsOf("b0")).isNotEmpty();
        assertThat(pool.backends()).extracting(LiveBackend::id).containsExactly("b0", "b1", "b2");
    }

    @Test
    void anAddressOrIdThatIsTakenIsRefusedAndNothingHasChanged() {
        SortedSet<String> before = registryNames();

        assertThatExceptionOfType(DuplicateBackend.class)
                .isThrownBy(() -> members.add(backend("other", "10.0.0.1:80")))
                .withMessage("10.0.0.1:80 is there already, with id 'b0'")
                .satisfies(refused -> assertThat(refused.field()).isEqualTo("host"));
        assertThatExceptionOfType(DuplicateBackend.class)
                .isThrownBy(() -> members.add(backend("b1", "10.0.0.9:80")))
                .withMessage("id 'b1' is taken by 10.0.0.2:80")
                .satisfies(refused -> assertThat(refused.field()).isEqualTo("id"));

        assertThat(pool.backends()).hasSize(2);
        assertThat(registryNames()).isEqualTo(before);
    }

    @Test
    void aBackendThatLeavesGetsNothingMoreAndEndsWhatItHas() {
        Lease lease = pool.lease(FakeRequest.get());
        LiveBackend leaving = members.remove("b0");

        assertThat(leaving).isSameAs(lease.backend());
        assertThat(fixture.removed).containsExactly(leaving);
        assertThat(leaving.tryAcquire()).isFalse();
        assertThat(leaving.inFlight()).isOne();
        assertThat(pool.lease(FakeRequest.get()).backend().id()).isEqualTo("b1");
        lease.complete(Result.SUCCESS, 200, 1);
        assertThat(leaving.inFlight()).isZero();
        assertThat(metricsOf("b0")).isEmpty();
        assertThat(metricsOf("b1")).isNotEmpty();
    }

    @Test
    void aBackendThatLeftIsNotProbedAnyMore() {
        LiveBackend leaving = members.remove("b0");
        fixture.settle();

        assertThat(leaving.health().recentProbes()).isEmpty();
    }

    @Test
    void anIdMayComeBackAfterItLeft() {
        members.remove("b0");

        LiveBackend back = members.add(backend("b0", "10.0.0.1:80"));

        assertThat(members.byId("b0")).isSameAs(back);
        assertThat(back.metrics().requests()).isZero();
        assertThat(metricsOf("b0")).isNotEmpty();
    }

    @Test
    void metricsOfAnIdThatBeginsAlikeStay() {
        members.add(backend("b10", "10.0.0.9:80"));
        members.add(backend("b", "10.0.0.10:80"));
        members.remove("b");
        members.remove("b1");

        assertThat(metricsOf("b10")).isNotEmpty();
        assertThat(metricsOf("b0")).isNotEmpty();
        assertThat(metricsOf("b1")).isEmpty();
    }

    @Test
    void anUnknownIdIsSaidToBeUnknown() {
        assertThatExceptionOfType(NoSuchElementException.class)
                .isThrownBy(() -> members.remove("b9"))
                .withMessage("no backend 'b9'");
        assertThatExceptionOfType(NoSuchElementException.class)
                .isThrownBy(() -> members.setAdminState("b9", AdminState.DISABLED));
        assertThat(members.byId("b9")).isNull();
    }

    @Test
    void aDisabledBackendDoesNotLetTrafficEjectTheLastOneThatServes() {
        members.setAdminState("b1", AdminState.DISABLED);
        for (int i = 0; i < 20; i++) {
            pool.lease(FakeRequest.get()).complete(Result.SERVER_ERROR, 500, 1);
        }

        assertThat(pool.hasEligible()).isTrue();
    }

    @Test
    void anotherHealthPolicyLetsGoOfTheOldCheckOnlyWhenItsProbesHaveEnded() {
        CompletableFuture<ProbeResult> hanging = new CompletableFuture<>();
        hanging.whenComplete((result, failure) -> fixture.life.add("probe ended"));
        fixture.probe = backend -> hanging;
        fixture.timer.advance(Duration.ofMillis(1));
        fixture.life.clear();

        members.healthWatch()
                .setPolicy(PoolFixture.config("health.interval = 7s").health());

        assertThat(fixture.life).containsExactly("+fake check", "probe ended", "-fake check");
        assertThat(members.healthWatch().policy().interval()).isEqualTo(Duration.ofSeconds(7));
        assertThat(members.byId("b0").state()).isEqualTo(BackendState.HEALTHY);
    }

    @Test
    void aPreparedHealthPolicyThatIsNotTakenOnIsLetGo() {
        HealthConfig before = members.healthWatch().policy();
        fixture.life.clear();

        members.healthWatch()
                .prepare(PoolFixture.config("health.interval = 7s").health())
                .close();

        assertThat(fixture.life).containsExactly("+fake check", "-fake check");
        assertThat(members.healthWatch().policy()).isSameAs(before);
    }

    @Test
    void aStateKnowsSinceWhenItHolds() {
        LiveBackend backend = members.byId("b0");
        fixture.settle();
        members.setAdminState("b0", AdminState.DRAINING);
        var drained = fixture.clock.instant();
        fixture.settle();
        members.setAdminState("b0", AdminState.DRAINING);

        assertThat(backend.stateSince()).isEqualTo(drained);
        members.setAdminState("b0", AdminState.ENABLED);
        assertThat(backend.stateSince()).isEqualTo(fixture.clock.instant());
    }

    @Test
    void aHealthPolicyWhoseCheckIsRefusedChangesNothing() {
        HealthConfig broken = PoolFixture.config("health.check = { type = fake, broken = yes }")
                .health();
        HealthConfig before = members.healthWatch().policy();
        fixture.life.clear();

        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> members.healthWatch().setPolicy(broken));

        assertThat(members.healthWatch().policy()).isSameAs(before);
        assertThat(fixture.life).isEmpty();
        fixture.settle();
        assertThat(members.byId("b0").health().recentProbes()).isNotEmpty();
    }

    @Test
    void aClosedPoolLeavesNothingBehind() {
        fixture.life.clear();

        pool.close();

        assertThat(fixture.life).containsExactly("-fake check", "-algorithm");
        assertThat(fixture.timer.waiting()).isZero();
        assertThat(registryNames()).noneMatch(name -> name.contains("backend="));
    }
}
