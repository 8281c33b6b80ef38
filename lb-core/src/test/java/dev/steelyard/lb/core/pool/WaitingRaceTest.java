package dev.steelyard.lb.core.pool;

import static dev.steelyard.lb.core.pool.PoolFixture.backends;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.api.algorithm.Outcome.Result;
import dev.steelyard.lb.api.request.RequestView;
import dev.steelyard.lb.core.config.Priority;
import dev.steelyard.lb.testkit.FakeRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nobody is forgotten between "no place is free" and "it waits", and nobody is served twice. */
class WaitingRaceTest {
    private static final int THREADS = 6;
    private static final int REQUESTS = 4_000;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final PoolFixture fixture = new PoolFixture();
    private final AtomicInteger calls = new AtomicInteger();

    @AfterEach
    void stop() throws InterruptedException {
        fixture.close();
        threads.shutdownNow();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    private final class Waiting extends CompletableFuture<Lease> implements Waiter {
        private final FakeRequest request = FakeRequest.get();
        private final Priority priority;

        Waiting(Priority priority) {
            this.priority = priority;
        }

        @Override
        public RequestView request() {
            return request;
        }

        @Override
        public Priority priority() {
            return priority;
        }

        @Override
        public void admitted(Lease lease) {
            calls.incrementAndGet();
            complete(lease);
        }

        @Override
        public void dropped() {
            calls.incrementAndGet();
            complete(null);
        }
    }

    /** The clock stands still, so nobody's time is ever over: who is forgotten waits until the test fails. */
    @Test
    void everyRequestIsServedInTheEndAndEveryPlaceIsFree() throws Exception {
        Pool pool = fixture.pool(backends(2, 1));
        AtomicInteger waited = new AtomicInteger();
        AtomicInteger left = new AtomicInteger();

        together(thread -> {
            SplittableRandom random = new SplittableRandom(thread);
            for (int i = 0; i < REQUESTS; i++) {
                Lease lease = pool.lease(FakeRequest.get());
                if (lease == null) {
                    waited.incrementAndGet();
                    lease = await(pool, random, left);
                }
                if (lease != null) {
                    Thread.yield(); // with the place taken, so that others have to wait
                    lease.complete(Result.SUCCESS, 200, 1);
                }
            }
        });

        assertThat(waited.get()).isGreaterThan(1_000);
        assertThat(left.get()).isPositive();
        assertThat(calls.get() + left.get()).isEqualTo(waited.get());
        assertThat(pool.line().size()).isZero();
        assertThat(pool.backends()).extracting(LiveBackend::inFlight).containsOnly(0);
        assertThat(fixture.outcomes).hasSize(THREADS * REQUESTS - left.get());
    }

    private Lease await(Pool pool, SplittableRandom random, AtomicInteger left) throws Exception {
        Waiting waiting = new Waiting(Priority.values()[random.nextInt(4)]);
        WaitingLine.Ticket ticket = pool.line().enter(waiting, Long.MAX_VALUE);
        if (random.nextInt(20) == 0 && ticket.leave(WaitingLine.Reason.CLIENT_GONE)) {
            left.incrementAndGet();
            return null;
        }
        return waiting.get(20, TimeUnit.SECONDS);
    }

    private interface Work {
        void run(int thread) throws Exception;
    }

    private void together(Work work) throws Exception {
        CyclicBarrier start = new CyclicBarrier(THREADS);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            all.add(threads.submit(() -> {
                start.await();
                work.run(thread);
                return null;
            }));
        }
        for (Future<?> one : all) {
            one.get(60, TimeUnit.SECONDS);
        }
    }
}
