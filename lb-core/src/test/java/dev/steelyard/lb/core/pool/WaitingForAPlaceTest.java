package dev.steelyard.lb.core.pool;

import static dev.steelyard.lb.core.pool.PoolFixture.backends;
import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.Gauge;
import dev.steelyard.lb.api.algorithm.Outcome.Result;
import dev.steelyard.lb.api.request.RequestView;
import dev.steelyard.lb.core.config.BackendConfig;
import dev.steelyard.lb.core.config.Priority;
import dev.steelyard.lb.core.metrics.MetricNames;
import dev.steelyard.lb.core.metrics.RecentLatency;
import dev.steelyard.lb.testkit.FakeRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WaitingForAPlaceTest {
    private static final long LONG = Long.MAX_VALUE;

    private final PoolFixture fixture = new PoolFixture();
    private final List<Waiting> served = new ArrayList<>();
    private final List<Waiting> dropped = new ArrayList<>();

    @AfterEach
    void close() {
        fixture.close();
    }

    private final class Waiting implements Waiter {
        private final Priority priority;
        private final RequestView request;
        private Lease lease;
        private WaitingLine.Ticket ticket;

        Waiting(Priority priority, RequestView request) {
            this.priority = priority;
            this.request = request;
        }

        Waiting in(Pool pool) {
            ticket = pool.line().enter(this, LONG);
            return this;
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
        public void admitted(Lease given) {
            lease = given;
            served.add(this);
        }

        @Override
        public void dropped() {
            dropped.add(this);
        }
    }

    private Waiting waiting(Pool pool) {
        return waiting(pool, Priority.NORMAL);
    }

    private Waiting waiting(Pool pool, Priority priority) {
        return new Waiting(priority, FakeRequest.get()).in(pool);
    }

    private static void end(Lease lease) {
        lease.complete(Result.SUCCESS, 200, 1);
    }

    private long dropped(WaitingLine.Reason reason) {
        String key = MetricNames.key(MetricNames.QUEUE_DROPPED, "pool", "web", "reason", reason.word());
        return fixture.registry.getCounters().get(key).getCount();
    }

    @Test
    void theOldestGetsThePlaceThatIsGivenBack() {
        Pool pool = fixture.pool(backends(1, 1));
        Lease taken = pool.lease(FakeRequest.get());
        Waiting first = waiting(pool);
        Waiting second = waiting(pool);
        assertThat(served).isEmpty();
        fixture.clock.advance(Duration.ofMillis(30));

        end(taken);

        assertThat(served).containsExactly(first);
        assertThat(pool.line().size()).isOne();
        end(first.lease);
        assertThat(served).containsExactly(first, second);
        end(second.lease);
        assertThat(pool.members().byId("b0").inFlight()).isZero();
        RecentLatency waited = (RecentLatency)
                fixture.registry.getMetrics().get(MetricNames.key(MetricNames.QUEUE_WAIT, "pool", "web"));
        assertThat(waited.histogram().snapshot().count()).isEqualTo(2);
        assertThat(waited.histogram().sumNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(60));
    }

    @Test
    void aPlaceThatCameFreeJustBeforeIsFoundOnEntering() {
        Pool pool = fixture.pool(backends(1, 1));
        Lease taken = pool.lease(FakeRequest.get());
        end(taken);

        assertThat(served).containsExactly(waiting(pool));
    }

    @Test
    void whoJoinsComesBackOrIsEnabledServesThoseWhoWait() {
        Pool pool = fixture.pool(backends(1, 1));
        pool.lease(FakeRequest.get());
        Waiting first = waiting(pool);
        Waiting second = waiting(pool);

        LiveBackend joined = pool.members().add(BackendConfig.of("10.0.9.9:80"));
        assertThat(served).containsExactly(first, second);
        assertThat(first.lease.backend()).isSameAs(joined);

        pool.members().setAdminState(joined.id(), AdminState.DISABLED);
        Waiting third = waiting(pool);
        assertThat(served).hasSize(2);
        pool.members().setAdminState(joined.id(), AdminState.ENABLED);
        assertThat(served).containsExactly(first, second, third);
    }

    @Test
    void whoIsFullTurnsAwayUnlessTheNewcomerIsMoreImportant() {
        Pool pool = fixture.pool("queue.size = 2\n" + backends(1, 1));
        Lease taken = pool.lease(FakeRequest.get());
        Waiting low = waiting(pool, Priority.LOW);
        Waiting normal = waiting(pool);

        assertThat(waiting(pool, Priority.LOW).ticket).isNull();
        Waiting critical = waiting(pool, Priority.CRITICAL);

        assertThat(dropped).containsExactly(low);
        assertThat(dropped(WaitingLine.Reason.FULL)).isEqualTo(2);
        end(taken);
        end(critical.lease);
        assertThat(served).containsExactly(critical, normal);
    }

    @Test
    void whoLeavesFreesItsSlotAndIsNotServed() {
        Pool pool = fixture.pool(backends(1, 1));
        Lease taken = pool.lease(FakeRequest.get());
        Waiting left = waiting(pool);
        Waiting stays = waiting(pool);

        assertThat(left.ticket.leave(WaitingLine.Reason.CLIENT_GONE)).isTrue();
        assertThat(left.ticket.leave(WaitingLine.Reason.TIMEOUT)).isFalse();
        assertThat(pool.line().size()).isOne();
        end(taken);

        assertThat(served).containsExactly(stays);
        assertThat(stays.ticket.leave(WaitingLine.Reason.TIMEOUT)).isFalse();
        assertThat(dropped(WaitingLine.Reason.CLIENT_GONE)).isOne();
        assertThat(dropped(WaitingLine.Reason.TIMEOUT)).isZero();
    }

    @Test
    void whoseTimeIsOverIsNotServedThoughItsTimerIsLate() {
        Pool pool = fixture.pool("queue { max-wait = 100ms, interval = 10s }\n" + backends(1, 1));
        Lease taken = pool.lease(FakeRequest.get());
        waiting(pool);
        fixture.clock.advance(Duration.ofMillis(60));
        Waiting younger = waiting(pool);
        fixture.clock.advance(Duration.ofMillis(60));

        end(taken);

        assertThat(served).containsExactly(younger);
    }

    @Test
    void underOverloadTheNewestComesFirstAndNewcomersMayWaitForAShortTimeOnly() {
        Pool pool = fixture.pool("queue { max-wait = 1s, target = 50ms, interval = 200ms }\n" + backends(1, 1));
        Lease taken = pool.lease(FakeRequest.get());
        Waiting old = waiting(pool);
        assertThat(old.ticket.nanosLeft()).isEqualTo(Duration.ofSeconds(1).toNanos());
        fixture.clock.advance(Duration.ofMillis(201));
        Waiting first = waiting(pool);
        Waiting second = waiting(pool);
        assertThat(first.ticket.nanosLeft()).isEqualTo(Duration.ofMillis(50).toNanos());

        end(taken);
        assertThat(served).containsExactly(second);
        end(second.lease);
        end(first.lease);
        assertThat(served).containsExactly(second, first, old);

        Waiting later = waiting(pool);
        assertThat(later.ticket.nanosLeft())
                .as("the line was empty")
                .isEqualTo(Duration.ofSeconds(1).toNanos());
    }

    @Test
    void thatManyOfLowImportanceWaitIsNoOverloadForTheOthers() {
        Pool pool = fixture.pool("queue { max-wait = 1s, target = 50ms, interval = 200ms }\n" + backends(1, 1));
        pool.lease(FakeRequest.get());
        waiting(pool, Priority.LOW);
        fixture.clock.advance(Duration.ofMillis(201));

        Waiting high = waiting(pool, Priority.HIGH);
        Waiting low = waiting(pool, Priority.LOW);

        assertThat(high.ticket.nanosLeft()).isEqualTo(Duration.ofSeconds(1).toNanos());
        assertThat(low.ticket.nanosLeft()).isEqualTo(Duration.ofMillis(50).toNanos());
    }

    @Test
    void aRetryThatTriedTheFreeBackendDoesNotHoldUpOthers() {
        Pool pool = fixture.pool(backends(2, 1));
        Lease first = pool.lease(FakeRequest.get());
        Lease other = pool.lease(FakeRequest.get());
        Waiting retry = new Waiting(Priority.HIGH, FakeRequest.get().tried(first.backend())).in(pool);
        Waiting fresh = waiting(pool);

        end(first);
        assertThat(served).containsExactly(fresh);

        end(other);
        assertThat(served).containsExactly(fresh, retry);
    }

    @Test
    void aClosedPoolLetsNobodyWait() {
        Pool pool = fixture.pool(backends(1, 1));
        pool.lease(FakeRequest.get());
        Waiting waiting = waiting(pool);

        pool.close();

        assertThat(dropped).containsExactly(waiting);
        assertThat(waiting(pool).ticket).isNull();
        assertThat(fixture.registry.getMetrics())
                .doesNotContainKey(MetricNames.key(MetricNames.QUEUE_REQUESTS, "pool", "web"));
    }

    @Test
    void aLeaseThatIsGivenBackUnusedServesTheNextAndSaysNothingOfTheBackend() {
        Pool pool = fixture.pool(backends(1, 1));
        Lease taken = pool.lease(FakeRequest.get());
        Waiting waiting = waiting(pool);

        taken.giveBack();
        taken.giveBack();

        assertThat(served).containsExactly(waiting);
        assertThat(fixture.outcomes).isEmpty();
        Gauge<?> queued = fixture.registry.getGauges().get(MetricNames.key(MetricNames.QUEUE_REQUESTS, "pool", "web"));
        assertThat(queued.getValue()).isEqualTo(0);
    }
}
