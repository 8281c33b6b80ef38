package dev.steelyard.lb.core.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.steelyard.lb.api.backend.BackendSet;
import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.core.config.BackendConfig;
import dev.steelyard.lb.testkit.FakeRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which backends an algorithm gets to see, and with what shares. */
class SelectionTest {
    private final PoolFixture fixture = new PoolFixture();
    private BackendSet seen;

    SelectionTest() {
        fixture.pickers = (set, previous) -> {
            seen = set;
            return request -> set.get(0);
        };
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private Pool pool(String options, String... backends) {
        return fixture.pool(options + "\nbackends = [" + String.join("\n", backends) + "]");
    }

    private static String backend(String id, String options) {
        int number = Integer.parseInt(id.substring(1));
        return "{ id = " + id + ", host = 10.0.0." + (number + 1) + ", port = 80, " + options + " }";
    }

    private List<String> eligible() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < seen.size(); i++) {
            ids.add(seen.get(i).id());
        }
        return ids;
    }

    private void down(String... ids) {
        for (String id : ids) {
            fixture.probeResults.put(id, ProbeResult.down(503, "status 503"));
        }
        fixture.settle();
    }

    private void up(String... ids) {
        for (String id : ids) {
            fixture.probeResults.remove(id);
        }
        fixture.settle();
    }

    private TreeMap<String, Exclusion> excluded(Pool pool) {
        TreeMap<String, Exclusion> reasons = new TreeMap<>();
        pool.members().snapshot().selection().excluded().forEach((backend, why) -> reasons.put(backend.id(), why));
        return reasons;
    }

    @Test
    void backupsAreUsedOnlyWhenNoneBeforeThemIsHealthy() {
        Pool pool = pool(
                "",
                backend("b0", "priority = 0"),
                backend("b1", "priority = 0"),
                backend("b2", "priority = 1"),
                backend("b3", "priority = 2"));
        assertThat(eligible()).containsExactly("b0", "b1");
        assertThat(excluded(pool)).containsOnlyKeys("b2", "b3").containsValue(Exclusion.TIER);

        down("b0");
        assertThat(eligible()).containsExactly("b1");
        down("b1");
        assertThat(eligible()).containsExactly("b2");
        down("b2");
        assertThat(eligible()).containsExactly("b3");
        up("b0");
        assertThat(eligible()).containsExactly("b0");
    }

    @Test
    void aTierThatIsShortGetsHelpOfTheNextByWeight() {
        pool(
                "selection.tier-minimum = 0.5",
                backend("b0", "weight = 300"),
                backend("b1", "weight = 100"),
                backend("b2", "priority = 1"));

        down("b1");
        assertThat(eligible()).as("300 of 400 are left").containsExactly("b0");
        up("b1");
        down("b0");
        assertThat(eligible()).as("100 of 400 are left").containsExactly("b1", "b2");
    }

    @Test
    void theOwnZoneIsPreferredUntilItIsShort() {
        Pool pool = pool(
                "selection { zone = near, zone-minimum = 0.6 }",
                backend("b0", "zone = near"),
                backend("b1", "zone = near"),
                backend("b2", "zone = far"),
                backend("b3", ""));
        assertThat(eligible()).containsExactly("b0", "b1");
        assertThat(excluded(pool)).containsOnlyKeys("b2", "b3").containsValue(Exclusion.ZONE);

        down("b0");
        assertThat(eligible()).as("half of the zone is less than 0.6").containsExactly("b1", "b2", "b3");
    }

    @Test
    void aZoneWithoutBackendsIsNoReasonToHaveNone() {
        pool("selection.zone = nowhere", backend("b0", "zone = near"), backend("b1", ""));

        assertThat(eligible()).containsExactly("b0", "b1");
    }

    @Test
    void zonesAreLookedAtWithinTheTier() {
        pool(
                "selection.zone = near",
                backend("b0", "zone = far"),
                backend("b1", "zone = near, priority = 1"),
                backend("b2", "zone = far, priority = 1"));
        assertThat(eligible()).containsExactly("b0");

        down("b0");

        assertThat(eligible()).containsExactly("b1");
    }

    @Test
    void withTooFewHealthyAllInServiceAreUsed() {
        Pool pool = pool(
                "selection.panic-threshold = 0.5",
                backend("b0", ""),
                backend("b1", ""),
                backend("b2", ""),
                backend("b3", ""));
        pool.members().setAdminState("b3", AdminState.DISABLED);

        down("b0");
        assertThat(eligible()).as("two of three are enough").containsExactly("b1", "b2");
        down("b1");
        assertThat(eligible()).as("one of three is not").containsExactly("b0", "b1", "b2");
        assertThat(excluded(pool)).containsOnlyKeys("b3");
        up("b1");
        assertThat(eligible()).containsExactly("b1", "b2");
    }

    @Test
    void inAPanicWhatFailedOnceGoesToAHealthyOneOrWaitsForIt() {
        Pool pool = pool(
                "selection.panic-threshold = 0.9",
                backend("b0", ""),
                backend("b1", ""),
                backend("b2", "priority = 1, max-connections = 1"));
        down("b0");
        LiveBackend dead = pool.members().snapshot().members().get("b0");

        Lease first = pool.lease(new FakeRequest());
        assertThat(first.backend()).as("the verdict is in doubt").isSameAs(dead);
        Lease second = pool.lease(new FakeRequest().tried(dead));
        assertThat(second.backend().id()).isEqualTo("b1");
        FakeRequest twice = new FakeRequest().tried(dead).tried(second.backend());
        Lease third = pool.lease(twice);
        assertThat(third.backend().id()).as("a backup, as it is healthy").isEqualTo("b2");
        assertThat(pool.lease(twice)).as("the only healthy one left is full").isNull();
        List.of(first, second, third).forEach(Lease::giveBack);
    }

    @Test
    void withoutAPanicThresholdUnhealthyBackendsGetNothing() {
        Pool pool = pool("", backend("b0", ""), backend("b1", ""));

        down("b0", "b1");

        assertThat(pool.hasEligible()).isFalse();
        assertThat(excluded(pool)).hasSize(2).containsValue(Exclusion.UNHEALTHY);
    }

    @Test
    void aBackendThatComesBackGetsItsShareLittleByLittle() {
        pool("slow-start { window = 100s, minimum = 0.2 }", backend("b0", "weight = 100"), backend("b1", ""));
        assertThat(seen.weight(0)).as("at the start all are alike").isEqualTo(100);

        down("b0");
        fixture.probeResults.remove("b0");
        while (seen.indexOf(seen.byId("b1")) == 0) {
            fixture.timer.advance(Duration.ofSeconds(1)); // until the probes that bring it back
        }
        assertThat(seen.weight(0)).isCloseTo(20, within(1.0));
        assertThat(seen.capacity(0)).isCloseTo(0.2, within(0.01));
        fixture.timer.advance(Duration.ofSeconds(50));
        assertThat(seen.weight(0)).isCloseTo(50, within(6.0));
        fixture.timer.advance(Duration.ofSeconds(60));
        assertThat(seen.weight(0)).isEqualTo(100);
        assertThat(seen.weight(1)).isEqualTo(100);
    }

    @Test
    void aBackendThatJoinsWhileRequestsRunStartsSlowly() {
        Pool pool = pool("slow-start { window = 100s, curve = quadratic }", backend("b0", ""));

        pool.members().add(BackendConfig.of("10.0.0.9:80"));

        assertThat(seen.weight(1)).isCloseTo(10, within(0.1));
        fixture.timer.advance(Duration.ofSeconds(51));
        assertThat(seen.weight(1)).as("a quarter at half the time").isCloseTo(25, within(4.0));
        fixture.timer.advance(Duration.ofSeconds(60));
        assertThat(seen.weight(1)).isEqualTo(100);
    }

    @Test
    void aBackendThatIsTakenBackIntoServiceStartsSlowlyAndADrainedOneDoesNot() {
        Pool pool = pool("slow-start.window = 100s", backend("b0", ""), backend("b1", ""));

        pool.members().setAdminState("b0", AdminState.DRAINING);
        pool.members().setAdminState("b0", AdminState.ENABLED);
        assertThat(seen.weight(0)).isEqualTo(100);
        pool.members().setAdminState("b0", AdminState.DISABLED);
        pool.members().setAdminState("b0", AdminState.ENABLED);
        assertThat(seen.weight(0)).isCloseTo(10, within(0.1));
    }

    @Test
    void aPoolThatIsClosedGrowsNoMore() {
        Pool pool = pool("slow-start.window = 100s", backend("b0", ""));
        pool.members().add(BackendConfig.of("10.0.0.9:80"));
        pool.close();
        BackendSet last = seen;

        fixture.timer.advance(Duration.ofSeconds(100));

        assertThat(seen).isSameAs(last);
    }
}
