package dev.steelyard.lb.core.pool;

import static dev.steelyard.lb.core.pool.PoolFixture.backends;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.api.algorithm.Outcome.Result;
import dev.steelyard.lb.core.config.BackendConfig;
import dev.steelyard.lb.testkit.FakeRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PoolRaceTest {
    private static final int THREADS = 8;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final ExecutorService control = Executors.newSingleThreadExecutor();
    private final PoolFixture fixture = new PoolFixture();

    PoolRaceTest() {
        fixture.control = control;
    }

    @AfterEach
    void stop() throws InterruptedException {
        fixture.close();
        threads.shutdownNow();
        control.shutdownNow();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(control.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void noBackendEverHasMoreThanItsLimitAndNoPlaceIsLeftUnused() throws Exception {
        Pool pool = fixture.pool(backends(5, 7));
        for (int round = 0; round < 100; round++) {
            List<Lease> leases = new ArrayList<>();
            together(thread -> {
                for (Lease lease = pool.lease(FakeRequest.get());
                        lease != null;
                        lease = pool.lease(FakeRequest.get())) {
                    synchronized (leases) {
                        leases.add(lease);
                    }
                }
            });

            assertThat(leases).as("round %d", round).hasSize(5 * 7);
            assertThat(pool.backends()).extracting(LiveBackend::inFlight).containsOnly(7);
            leases.forEach(lease -> lease.complete(Result.SUCCESS, 200, 1));
        }
    }

    @Test
    void aPlaceTakenWhileTheBackendLeavesIsGivenBack() throws Exception {
        for (int round = 0; round < 500; round++) {
            Pool pool = fixture.pool(backends(1));
            LiveBackend leaving = pool.members().byId("b0");
            together(thread -> {
                if (thread == 0) {
                    pool.members().remove("b0");
                    return;
                }
                for (int i = 0; i < 5; i++) {
                    Lease lease = pool.lease(FakeRequest.get());
                    if (lease != null) {
                        lease.complete(Result.SUCCESS, 200, 1);
                    }
                }
            });

            assertThat(leaving.inFlight()).as("round %d", round).isZero();
            pool.close();
        }
    }

    @Test
    void whateverChangesEveryLeaseIsOfAMemberAndEndsUpGivenBack() throws Exception {
        fixture.pickers = (set, previous) -> request -> set.get((int) (request.clientAddressHash() & 7) % set.size());
        Pool pool = fixture.pool(backends(8));
        Set<LiveBackend> members = ConcurrentHashMap.newKeySet();
        Set<LiveBackend> leased = ConcurrentHashMap.newKeySet();
        members.addAll(pool.backends());
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger leases = new AtomicInteger();

        together(thread -> {
            SplittableRandom random = new SplittableRandom(thread);
            if (thread == 0) {
                try {
                    for (int i = 0; i < 2_000; i++) {
                        change(pool.members(), random, members);
                    }
                } finally {
                    over.set(true);
                }
            } else {
                while (!over.get()) {
                    leases.addAndGet(request(pool, random, leased));
                }
            }
        });

        assertThat(leases.get()).isGreaterThan(1_000);
        assertThat(members).containsAll(leased).hasSizeGreaterThan(8);
        assertThat(leased).hasSizeGreaterThan(8).allMatch(backend -> backend.inFlight() == 0);
        assertThat(fixture.outcomes).hasSize(leases.get());
        assertThat(pool.algorithmSetAside()).isFalse();
        assertThat(fixture.failures("fake", "threw") + fixture.failures("fake", "stranger"))
                .isZero();
    }

    /** The first four stay as they are, so that there always is a backend; those at 10.0.1.x come and go. */
    private void change(PoolMembers members, SplittableRandom random, Set<LiveBackend> everMembers) {
        String id = "b" + (4 + random.nextInt(4));
        switch (random.nextInt(4)) {
            case 0 -> members.setWeight(id, 1 + random.nextInt(1_000));
            case 1 -> members.setAdminState(id, AdminState.values()[random.nextInt(3)]);
            case 2 -> fixture.timer.advance(Duration.ofMillis(200)); // probes pass
            default -> {
                String address = "10.0.1." + (1 + random.nextInt(4)) + ":80";
                if (members.byId(address) != null) {
                    members.remove(address);
                } else {
                    everMembers.add(members.add(BackendConfig.of(address)));
                }
            }
        }
    }

    /** Some fail, so that traffic ejects backends; a probe that passes brings them back. */
    private static int request(Pool pool, SplittableRandom random, Set<LiveBackend> leased) {
        FakeRequest request = FakeRequest.fromAnyClient(random);
        Lease lease = pool.lease(request);
        if (lease == null) {
            return 0;
        }
        boolean bad = random.nextInt(10) == 0;
        lease.complete(bad ? Result.RESET : Result.SUCCESS, bad ? 0 : 200, 1);
        leased.add(lease.backend());
        return 1;
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
