package dev.steelyard.lb.core.health;

import static dev.steelyard.lb.core.health.HealthFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.api.algorithm.Outcome.Result;
import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.health.HealthCheck;
import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.core.config.HealthConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthMonitorTest {
    private HealthFixture fixture = new HealthFixture(policy());
    private final List<CompletableFuture<ProbeResult>> probes = new ArrayList<>();
    private final List<Long> startedAt = new ArrayList<>();
    private HealthMonitor monitor;

    @AfterEach
    void nothingIsLeftAfterTheEnd() {
        monitor.close();

        assertThat(fixture.timer.waiting()).isZero();
        assertThat(probes).allMatch(CompletableFuture::isDone);
        int before = probes.size();
        fixture.timer.advance(Duration.ofMinutes(10));
        assertThat(probes).hasSize(before);
    }

    private BackendHealth watch(HealthConfig policy, HealthCheck check) {
        fixture = new HealthFixture(policy);
        monitor = new HealthMonitor(fixture.table, backend -> check, fixture.timer, new SplittableRandom(42));
        BackendHealth health = fixture.add("b0");
        monitor.watch(health);
        return health;
    }

    /** Notes when a probe starts, in milliseconds, and leaves its end to the test. */
    private CompletableFuture<ProbeResult> hang(Backend backend) {
        startedAt.add(fixture.clock.nanoTime() / 1_000_000);
        CompletableFuture<ProbeResult> probe = new CompletableFuture<>();
        probes.add(probe);
        return probe;
    }

    private CompletableFuture<ProbeResult> answer(Backend backend, ProbeResult result) {
        CompletableFuture<ProbeResult> probe = hang(backend);
        probe.complete(result);
        return probe;
    }

    private CompletableFuture<ProbeResult> pass(Backend backend) {
        return answer(backend, ProbeResult.up(200));
    }

    private CompletableFuture<ProbeResult> fail(Backend backend) {
        return answer(backend, ProbeResult.down(503, "status 503"));
    }

    @Test
    void aHealthyBackendIsProbedAtOnceAndThenAtItsInterval() {
        watch(policy(), this::pass);

        fixture.timer.advance(Duration.ofSeconds(20));

        assertThat(startedAt).containsExactly(0L, 1000L, 6000L, 11000L, 16000L);
    }

    @Test
    void jitterStaysWithinItsPartOfTheInterval() {
        watch(policy(0.1, 10, 5), this::pass);

        fixture.timer.advance(Duration.ofMinutes(60));

        List<Long> gaps = new ArrayList<>();
        for (int i = 2; i < startedAt.size(); i++) {
            gaps.add(startedAt.get(i) - startedAt.get(i - 1));
        }
        assertThat(gaps).hasSizeGreaterThan(600).allMatch(gap -> gap >= 4_499 && gap <= 5_501);
        assertThat(gaps).anyMatch(gap -> gap < 4_600).anyMatch(gap -> gap > 5_400);
    }

    @Test
    void whileAVerdictIsChangingProbesComeFaster() {
        boolean[] well = {true};
        BackendHealth health = watch(policy(), backend -> well[0] ? this.pass(backend) : this.fail(backend));
        fixture.timer.advance(Duration.ofSeconds(6));
        startedAt.clear();

        well[0] = false;
        fixture.timer.advance(Duration.ofSeconds(7));
        assertThat(startedAt).containsExactly(11000L, 12000L, 13000L);
        assertThat(health.status().healthy()).isFalse();
        well[0] = true;
        fixture.timer.advance(Duration.ofSeconds(10));

        assertThat(startedAt).containsExactly(11000L, 12000L, 13000L, 18000L, 19000L);
        assertThat(health.status().healthy()).isTrue();
    }

    @Test
    void oneThatTrafficEjectedIsProbedSoonAndInTheEndAtItsInterval() {
        BackendHealth health = watch(policy(), backend -> probes.isEmpty() ? this.pass(backend) : this.fail(backend));
        fixture.addProbed("other");
        fixture.timer.advance(Duration.ofMillis(500));
        HealthFixture.outcomes(health, Result.RESET, 5);

        monitor.hurry(health.backend());
        fixture.timer.advance(Duration.ofSeconds(12));

        assertThat(startedAt).containsExactly(0L, 1500L, 2500L, 3500L, 8500L);
    }

    @Test
    void aProbeThatNeverEndsIsCancelledAtTheTimeout() {
        BackendHealth health = watch(policy(), this::hang);

        fixture.timer.advance(Duration.ofMillis(1999));
        assertThat(probes.get(0)).isNotDone();
        fixture.timer.advance(Duration.ofMillis(1));

        assertThat(probes.get(0)).isCancelled();
        assertThat(health.status().reason()).isEqualTo("1 probe failed: no answer within 2s");
        assertThat(health.recentProbes().get(0).duration()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void thereIsOneProbeOfABackendAtATime() {
        watch(policy(), this::hang);

        fixture.timer.advance(Duration.ofSeconds(60));
        monitor.hurry(fixture.add("stranger").backend());

        assertThat(probes.stream().filter(probe -> !probe.isDone())).hasSizeLessThanOrEqualTo(1);
        assertThat(startedAt).startsWith(0L, 3000L, 10000L, 17000L); // 2 s until the timeout, then the interval
    }

    @Test
    void aBackendThatIsWatchedAgainIsNotProbedTwice() {
        BackendHealth health = watch(policy(), this::hang);
        monitor.watch(health);

        fixture.timer.advance(Duration.ofMillis(1_999));

        assertThat(probes).hasSize(1);
    }

    @Test
    void hurryingWhileAProbeIsUnderWayStartsNoOther() {
        BackendHealth health = watch(policy(), this::hang);
        fixture.timer.advance(Duration.ofMillis(1));

        monitor.hurry(health.backend());
        fixture.timer.advance(Duration.ofMillis(1998));

        assertThat(probes).hasSize(1);
        assertThat(fixture.timer.waiting()).isOne(); // the timeout alone
    }

    @Test
    void aCheckThatMisbehavesFailsTheProbeAndIsAskedAgain() {
        BackendHealth health = watch(policy(), backend -> {
            startedAt.add(0L);
            return switch (startedAt.size()) {
                case 1 -> throw new IllegalStateException("no socket");
                case 2 -> null;
                case 3 -> CompletableFuture.completedFuture(null);
                case 4 -> CompletableFuture.failedFuture(new IOException("reset by peer"));
                case 5 -> CompletableFuture.failedFuture(new IllegalStateException());
                case 6 -> throw new StackOverflowError();
                default -> throw new NoClassDefFoundError("com/example/Gone");
            };
        });

        fixture.timer.advance(Duration.ofSeconds(40));

        assertThat(health.recentProbes())
                .extracting(probe -> probe.result().detail())
                .endsWith(
                        "java.lang.StackOverflowError",
                        "java.lang.IllegalStateException",
                        "reset by peer",
                        "the health check returned nothing",
                        "the health check returned nothing",
                        "no socket");
        assertThat(health.recentProbes().get(0).result().detail()).isEqualTo("com/example/Gone");
    }

    @Test
    void aThousandBackendsAreSpreadOverTheInterval() {
        watch(policy(0.1, 10, 5), this::pass);
        for (int i = 1; i < 1_000; i++) {
            monitor.watch(fixture.add("b" + i));
        }
        fixture.timer.advance(Duration.ofSeconds(1));
        assertThat(startedAt).hasSize(1_001); // each once in the first second, the first one twice
        assertThat(mostInTenthOfASecond()).isLessThanOrEqualTo(110); // 1,000 over ten slots
        startedAt.clear();

        fixture.timer.advance(Duration.ofSeconds(60));

        assertThat(startedAt.size()).isBetween(11_500, 12_500);
        assertThat(mostInTenthOfASecond()).isLessThanOrEqualTo(45); // 20 is the fair share of a slot
    }

    private long mostInTenthOfASecond() {
        return startedAt.stream()
                .collect(Collectors.groupingBy(at -> at / 100, Collectors.counting()))
                .values()
                .stream()
                .max(Long::compare)
                .orElseThrow();
    }

    @Test
    void afterAnotherPolicyProbesFollowItAndStaySpread() {
        watch(policy(), this::pass);
        for (int i = 1; i < 1_000; i++) {
            monitor.watch(fixture.add("b" + i));
        }
        fixture.timer.advance(Duration.ofSeconds(20));
        startedAt.clear();

        fixture.table.setPolicy(policy(Duration.ofSeconds(10), 0, true, 10, 5));
        monitor.reconfigure(backend -> this::pass);
        fixture.timer.advance(Duration.ofSeconds(31));

        assertThat(startedAt.size()).isBetween(3_900, 4_100); // one early, then each 10 s
        assertThat(mostInTenthOfASecond()).isLessThanOrEqualTo(110);
        startedAt.clear();
        fixture.timer.advance(Duration.ofSeconds(60));
        assertThat(mostInTenthOfASecond()).isLessThanOrEqualTo(12); // 10 is the fair share
    }

    @Test
    void aProbeOfTheCheckBeforeIsCancelledWithoutAVerdict() {
        BackendHealth health = watch(policy(), this::hang);
        fixture.timer.advance(Duration.ofMillis(1));

        monitor.reconfigure(backend -> this::pass);

        assertThat(probes.get(0)).isCancelled();
        assertThat(health.recentProbes()).isEmpty();
        fixture.timer.advance(Duration.ofMillis(1));
        assertThat(health.recentProbes())
                .extracting(probe -> probe.result().passed())
                .containsExactly(true);
        assertThat(fixture.timer.waiting()).isOne();
    }

    @Test
    void aBackendThatLeftIsNotProbedAnyMore() {
        BackendHealth health = watch(policy(), this::hang);
        fixture.timer.advance(Duration.ofMillis(1));

        monitor.unwatch(health.backend());

        assertThat(probes.get(0)).isCancelled();
        assertThat(fixture.timer.waiting()).isZero();
        assertThat(health.recentProbes()).isEmpty();
    }
}
