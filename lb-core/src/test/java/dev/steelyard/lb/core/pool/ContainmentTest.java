package dev.steelyard.lb.core.pool;

import static dev.steelyard.lb.core.pool.PoolFixture.backends;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.api.algorithm.Outcome.Result;
import dev.steelyard.lb.api.algorithm.Picker;
import dev.steelyard.lb.testkit.FakeBackend;
import dev.steelyard.lb.testkit.FakeRequest;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever an algorithm does, requests are served: by round robin over b0, b1, b2 where it fails. */
class ContainmentTest {
    private final PoolFixture fixture = new PoolFixture();
    private int asked;
    private Pool served;

    @AfterEach
    void close() {
        fixture.close();
    }

    /** A pool whose picker counts how often it is asked. */
    private Pool poolWith(Picker picker) {
        fixture.pickers = (set, previous) -> request -> {
            asked++;
            return picker.pick(request);
        };
        served = fixture.pool(backends(3));
        return served;
    }

    /** What a well-behaved picker of these tests picks. */
    private LiveBackend theThird() {
        return served.members().byId("b2");
    }

    private static String serve(Pool pool) {
        Lease lease = pool.lease(FakeRequest.get());
        lease.complete(Result.SUCCESS, 200, 1);
        return lease.backend().id();
    }

    private static List<String> serve(Pool pool, int times) {
        return Stream.generate(() -> serve(pool)).limit(times).toList();
    }

    @Test
    void aPickerThatThrowsIsReplacedByRoundRobin() {
        Pool pool = poolWith(request -> {
            throw new IllegalStateException("planted");
        });

        assertThat(serve(pool, 6)).containsExactly("b0", "b1", "b2", "b0", "b1", "b2");
        assertThat(fixture.failures("fake", "threw")).isEqualTo(5); // then it is not asked any more
    }

    @Test
    void aPickerThatPicksNothingIsReplacedByRoundRobin() {
        Pool pool = poolWith(request -> null);

        assertThat(serve(pool, 3)).containsExactly("b0", "b1", "b2");
        assertThat(fixture.failures("fake", "nothing")).isEqualTo(3);
    }

    @Test
    void aPickerThatPicksAStrangerIsReplacedByRoundRobin() {
        Pool pool = poolWith(request -> FakeBackend.of("b1"));

        assertThat(serve(pool, 3)).containsExactly("b0", "b1", "b2");
        assertThat(fixture.failures("fake", "stranger")).isEqualTo(3);
    }

    @Test
    void aBackendThatIsNotEligibleAnyMoreIsAStranger() {
        LiveBackend[] stale = new LiveBackend[1];
        Pool pool = poolWith(request -> stale[0]);
        stale[0] = pool.members().byId("b0");
        pool.members().setAdminState("b0", AdminState.DISABLED);

        assertThat(serve(pool, 2)).containsExactly("b1", "b2");
        assertThat(fixture.failures("fake", "stranger")).isEqualTo(2);
    }

    @Test
    void errorsOfThePluginsCodeAreContainedToo() {
        List<Error> errors =
                List.of(new StackOverflowError(), new AssertionError("planted"), new NoClassDefFoundError("Gone"));
        Pool pool = poolWith(request -> {
            throw errors.get(asked % errors.size());
        });

        assertThat(serve(pool, 4)).containsExactly("b0", "b1", "b2", "b0");
    }

    @Test
    void fourFailuresInARowDoNotSetAPickerAsideAndFiveDo() {
        boolean[] bad = {true};
        Pool pool = poolWith(request -> bad[0] ? null : theThird());

        serve(pool, 4);
        bad[0] = false;
        serve(pool, 1);
        bad[0] = true;
        serve(pool, 4);
        assertThat(pool.algorithmSetAside()).isFalse();
        serve(pool, 1);

        assertThat(pool.algorithmSetAside()).isTrue();
        assertThat(asked).isEqualTo(10);
        serve(pool, 100);
        assertThat(asked).isEqualTo(10);
    }

    @Test
    void halfAMinuteLaterOneRequestIsTheTrial() {
        poolWith(request -> null);
        serve(served, 5);

        fixture.clock.advance(Duration.ofMillis(29_999));
        serve(served, 10);
        assertThat(asked).isEqualTo(5);
        fixture.clock.advance(Duration.ofMillis(1));
        serve(served, 10);
        assertThat(asked).isEqualTo(6);
        fixture.clock.advance(Duration.ofSeconds(30));
        serve(served, 10);

        assertThat(asked).isEqualTo(7);
        assertThat(served.algorithmSetAside()).isTrue();
    }

    @Test
    void aPickerThatPassesItsTrialPicksAgain() {
        boolean[] bad = {true};
        poolWith(request -> bad[0] ? null : theThird());
        serve(served, 5);
        bad[0] = false;
        fixture.clock.advance(Duration.ofSeconds(30));

        assertThat(serve(served, 3)).containsExactly("b2", "b2", "b2");
        assertThat(served.algorithmSetAside()).isFalse();
    }

    @Test
    void aSlowPickerIsSetAsideAndComesBackWhenItIsQuickAgain() {
        Duration[] takes = {Duration.ofMillis(1)};
        poolWith(request -> {
            fixture.clock.advance(takes[0]);
            return theThird();
        });

        assertThat(serve(served, 6)).containsExactly("b2", "b2", "b2", "b2", "b2", "b0");
        assertThat(served.algorithmSetAside()).isTrue();
        assertThat(fixture.failures("fake", "slow")).isEqualTo(5);
        fixture.clock.advance(Duration.ofSeconds(30));
        serve(served, 2);
        assertThat(served.algorithmSetAside()).isTrue();
        takes[0] = Duration.ofNanos(999_999);
        fixture.clock.advance(Duration.ofSeconds(30));

        assertThat(serve(served, 2)).containsExactly("b2", "b2");
        assertThat(served.algorithmSetAside()).isFalse();
    }

    @Test
    void onePauseOfTheProcessDoesNotMakeAPickerSlow() {
        poolWith(request -> {
            fixture.clock.advance(asked == 1 ? Duration.ofSeconds(1) : Duration.ZERO);
            return theThird();
        });

        serve(served, 1_000);

        assertThat(fixture.failures("fake", "slow")).isOne();
        assertThat(served.algorithmSetAside()).isFalse();
    }

    @Test
    void anAlgorithmThatMakesNoPickerIsReplacedUntilItMakesOne() {
        fixture.pickers = (set, previous) -> null;
        Pool pool = fixture.pool(backends(3));
        assertThat(serve(pool, 3)).containsExactly("b0", "b1", "b2");
        fixture.pickers = (set, previous) -> {
            throw new IllegalArgumentException("planted");
        };
        pool.members().setWeight("b0", 7);
        assertThat(serve(pool, 3)).containsExactly("b0", "b1", "b2");
        fixture.pickers = (set, previous) -> {
            throw new AssertionError("planted");
        };
        pool.members().setWeight("b0", 8);
        assertThat(fixture.failures("fake", "build")).isEqualTo(3);

        fixture.pickers = (set, previous) -> request -> set.byId("b2");
        pool.members().setWeight("b0", 9);

        assertThat(serve(pool, 3)).containsExactly("b2", "b2", "b2");
    }

    @Test
    void anAlgorithmThatThrowsWhenToldAnOutcomeStillPicks() {
        poolWith(request -> theThird());
        fixture.onOutcome = new IllegalStateException("planted");

        assertThat(serve(served, 20)).containsOnly("b2");
        assertThat(served.algorithmSetAside()).isFalse();
        assertThat(fixture.failures("fake", "outcome")).isEqualTo(20);
        assertThat(served.members().byId("b2").inFlight()).isZero();
    }
}
