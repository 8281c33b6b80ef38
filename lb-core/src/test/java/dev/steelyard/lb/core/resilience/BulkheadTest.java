package dev.steelyard.lb.core.resilience;

import static dev.steelyard.lb.core.resilience.Bulkhead.Entry.CLIENT_FULL;
import static dev.steelyard.lb.core.resilience.Bulkhead.Entry.ENTERED;
import static dev.steelyard.lb.core.resilience.Bulkhead.Entry.ROUTE_FULL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.core.config.RouteLimitsConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BulkheadTest {
    private final Bulkhead bulkhead = new Bulkhead();

    private static InetAddress address(String text) throws UnknownHostException {
        return InetAddress.getByName(text);
    }

    private Bulkhead.Place enter(String client, int most, int mostOfClient) throws UnknownHostException {
        return bulkhead.enter(address(client), new RouteLimitsConfig(most, mostOfClient));
    }

    @Test
    void theRouteTakesAsManyAsItMay() throws Exception {
        Bulkhead.Place first = enter("10.0.0.1", 2, 0);
        assertThat(enter("10.0.0.2", 2, 0).entry()).isEqualTo(ENTERED);
        assertThat(enter("10.0.0.3", 2, 0).entry()).isEqualTo(ROUTE_FULL);
        assertThat(bulkhead.inFlight()).isEqualTo(2);

        first.leave();

        assertThat(enter("10.0.0.3", 2, 0).entry()).isEqualTo(ENTERED);
        assertThat(bulkhead.clients()).isZero();
    }

    @Test
    @Tag("SEC-30")
    void eachClientHasAsManyAsItMayAndIsForgottenWithItsLast() throws Exception {
        Bulkhead.Place first = enter("10.0.0.1", 0, 2);
        Bulkhead.Place second = enter("10.0.0.1", 0, 2);
        assertThat(enter("10.0.0.1", 0, 2).entry()).isEqualTo(CLIENT_FULL);
        assertThat(enter("10.0.0.2", 0, 2).entry()).isEqualTo(ENTERED);
        assertThat(bulkhead.clients()).isEqualTo(2);

        first.leave();
        assertThat(enter("10.0.0.1", 0, 1).entry()).as("fewer by now").isEqualTo(CLIENT_FULL);
        second.leave();

        assertThat(bulkhead.clients()).isOne();
        assertThat(bulkhead.inFlight()).isOne();
    }

    @Test
    void aClientThatTheRouteHasNoRoomForIsNotCounted() throws Exception {
        enter("10.0.0.1", 1, 1);

        assertThat(enter("10.0.0.2", 1, 1).entry()).isEqualTo(ROUTE_FULL);

        assertThat(bulkhead.clients()).isOne();
    }

    @Test
    @Tag("SEC-30")
    void allAddressesOfOneIpv6NetworkAreOneClient() throws Exception {
        assertThat(enter("2001:db8:0:1::1", 0, 1).entry()).isEqualTo(ENTERED);
        assertThat(enter("2001:db8:0:1:ffff::2", 0, 1).entry()).isEqualTo(CLIENT_FULL);
        assertThat(enter("2001:db8:0:2::1", 0, 1).entry()).isEqualTo(ENTERED);
        assertThat(enter("::1", 0, 1).entry()).isEqualTo(ENTERED);
        assertThat(enter("0.0.0.0", 0, 1).entry()).isEqualTo(ENTERED);
        assertThat(enter("255.255.255.255", 0, 1).entry()).isEqualTo(ENTERED);
    }

    @Test
    void aRouteThatIsMadeAnewFindsItsBulkheadAsLongAsAnybodyHoldsIt() {
        Bulkheads all = new Bulkheads();
        Bulkhead held = all.of("web");

        assertThat(all.of("web")).isSameAs(held);
        assertThat(all.of("api")).isNotSameAs(held);
        assertThat(all.all()).containsEntry("web", held);
    }

    @Test
    void aBulkheadThatNobodyHoldsIsForgotten() {
        Bulkheads all = new Bulkheads();
        assertThat(all.of("gone").inFlight()).isZero();

        for (int i = 0; i < 100 && !all.all().isEmpty(); i++) {
            System.gc();
        }

        assertThat(all.all()).isEmpty();
    }

    @Test
    void manyThreadsNeverHaveMoreThanTheLimitsAndLeaveNothing() throws Exception {
        int threads = 6;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        CyclicBarrier start = new CyclicBarrier(threads);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            String client = "10.0.0." + i % 2;
            all.add(pool.submit(() -> {
                start.await();
                for (int n = 0; n < 20_000; n++) {
                    Bulkhead.Place place = enter(client, 3, 2);
                    if (place.entry() == ENTERED) {
                        most.accumulateAndGet(now.incrementAndGet(), Math::max);
                        Thread.yield();
                        now.decrementAndGet();
                        place.leave();
                    } else {
                        refused.incrementAndGet();
                    }
                }
                return null;
            }));
        }
        for (Future<?> one : all) {
            one.get(60, TimeUnit.SECONDS);
        }
        pool.shutdownNow();

        assertThat(most.get()).isBetween(2, 3);
        assertThat(refused.get()).isPositive();
        assertThat(bulkhead.inFlight()).isZero();
        assertThat(bulkhead.clients()).isZero();
    }
}
