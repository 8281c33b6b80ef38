package dev.steelyard.lb.core.health;

import static dev.steelyard.lb.core.health.HealthFixture.outcomes;
import static dev.steelyard.lb.core.health.HealthFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.api.algorithm.Outcome.Result;
import dev.steelyard.lb.api.health.ProbeResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthRaceTest {
    private static final int THREADS = 8;
    private static final int EACH = 1_000;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    @AfterEach
    void stop() throws InterruptedException {
        threads.shutdownNow();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void errorsOfManyThreadsEjectAtTheLastOneNeededAndNotBefore() throws Exception {
        for (int round = 0; round < 500; round++) {
            HealthFixture fixture = new HealthFixture(policy(0, THREADS * EACH + 1, 100_000));
            BackendHealth health = fixture.addProbed("b0");
            fixture.addProbed("other");

            together(thread -> outcomes(health, Result.RESET, EACH));
            assertThat(fixture.changes).as("round %d", round).isEmpty();
            outcomes(health, Result.RESET, 1);
            assertThat(fixture.changes).as("round %d", round).hasSize(1);
        }
    }

    @Test
    void ofBackendsThatAllFailAtOnceExactlyOneStays() throws Exception {
        for (int round = 0; round < 500; round++) {
            HealthFixture fixture = new HealthFixture(policy());
            List<BackendHealth> healths = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                healths.add(fixture.addProbed("b" + i));
            }

            together(thread -> outcomes(healths.get(thread), Result.RESET, 5));

            assertThat(fixture.changes).as("round %d", round).hasSize(THREADS - 1);
            assertThat(healths.stream().filter(health -> health.status().healthy()))
                    .hasSize(1);
        }
    }

    @Test
    void probesAndTrafficNeverLoseAnEjectionOrAReturn() throws Exception {
        HealthFixture fixture = new HealthFixture(policy());
        BackendHealth health = fixture.addProbed("b0");
        fixture.addProbed("other");

        together(thread -> {
            for (int i = 0; i < 5_000; i++) {
                if (thread % 2 == 0) {
                    fixture.probe(health, ProbeResult.up(200), 1);
                } else {
                    outcomes(health, i % 100 == 0 ? Result.SUCCESS : Result.RESET, 1);
                }
            }
        });

        assertThat(fixture.changes).hasSizeGreaterThan(1);
        for (int i = 0; i < fixture.changes.size(); i++) {
            assertThat(fixture.changes.get(i)).startsWith(i % 2 == 0 ? "b0 down by traffic" : "b0 up");
        }
        assertThat(health.status().healthy()).isEqualTo(fixture.changes.size() % 2 == 0);
        assertThat(health.recentProbes()).hasSize(10);
    }

    private interface Work {
        void run(int thread);
    }

    private void together(Work work) throws Exception {
        CyclicBarrier start = new CyclicBarrier(THREADS);
        List<Callable<Object>> tasks = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            int mine = thread;
            tasks.add(() -> {
                start.await(10, TimeUnit.SECONDS);
                work.run(mine);
                return null;
            });
        }
        for (Future<Object> done : threads.invokeAll(tasks, 60, TimeUnit.SECONDS)) {
            done.get();
        }
    }
}
