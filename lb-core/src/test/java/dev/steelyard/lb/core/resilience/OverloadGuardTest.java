package dev.steelyard.lb.core.resilience;

import static dev.steelyard.lb.core.resilience.OverloadGuard.Entry.COUNTED;
import static dev.steelyard.lb.core.resilience.OverloadGuard.Entry.FREE;
import static dev.steelyard.lb.core.resilience.OverloadGuard.Entry.HEAP;
import static dev.steelyard.lb.core.resilience.OverloadGuard.Entry.TOO_MANY;
import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import dev.steelyard.lb.core.config.OverloadConfig;
import dev.steelyard.lb.core.config.Priority;
import dev.steelyard.lb.testkit.FakeClock;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class OverloadGuardTest {
    private final FakeClock clock = new FakeClock();
    private final FakeHeap heap = new FakeHeap();

    private static final class FakeHeap implements HeapUse {
        private double use;
        private long collections;
        private int asked;

        @Override
        public double afterLastCollection() {
            return use;
        }

        @Override
        public long collections() {
            return collections;
        }

        @Override
        public void collect() {
            asked++;
        }
    }

    private OverloadGuard guard(int maxRequests, double heapLimit) {
        return new OverloadGuard(
                new OverloadConfig(maxRequests, heapLimit), heap, clock::nanoTime, new MetricRegistry());
    }

    private static int entered(OverloadGuard guard, Priority priority) {
        int entered = 0;
        while (guard.enter(priority) == COUNTED) {
            entered++;
        }
        return entered;
    }

    @Test
    void withoutLimitsNothingIsCountedOrRefused() {
        OverloadGuard guard = guard(0, 1);
        heap.use = 1;
        guard.lookAtHeap();

        assertThat(Arrays.stream(Priority.values()).map(guard::enter)).containsOnly(FREE);
        assertThat(guard.requests()).isZero();
    }

    @Test
    void theRoomThatIsLeftIsForTheMoreImportant() {
        OverloadGuard guard = guard(100, 1);

        assertThat(entered(guard, Priority.LOW)).isEqualTo(75);
        assertThat(entered(guard, Priority.NORMAL)).isEqualTo(15);
        assertThat(entered(guard, Priority.HIGH)).isEqualTo(5);
        assertThat(entered(guard, Priority.CRITICAL)).isEqualTo(5);
        assertThat(guard.enter(Priority.CRITICAL)).isEqualTo(TOO_MANY);
        assertThat(guard.requests()).isEqualTo(100);

        guard.leave();
        assertThat(guard.enter(Priority.NORMAL)).isEqualTo(TOO_MANY);
        assertThat(guard.enter(Priority.CRITICAL)).isEqualTo(COUNTED);
    }

    @Test
    void aLimitOfOneLetsOneOfAnyClassIn() {
        assertThat(guard(1, 1).enter(Priority.LOW)).isEqualTo(COUNTED);
    }

    @Test
    void theFullerTheHeapTheMoreClassesAreRefused() {
        OverloadGuard guard = guard(0, 0.9);

        assertThat(refused(guard, 0.79)).isZero();
        assertThat(refused(guard, 0.81)).isEqualTo(1);
        assertThat(guard.enter(Priority.LOW)).isEqualTo(HEAP);
        assertThat(guard.enter(Priority.NORMAL)).isEqualTo(FREE);
        assertThat(refused(guard, 0.9)).isEqualTo(2);
        assertThat(refused(guard, 0.96)).isEqualTo(3);
        assertThat(guard.enter(Priority.CRITICAL)).isEqualTo(FREE);
        assertThat(refused(guard, 0.99)).isEqualTo(4);
        assertThat(guard.enter(Priority.CRITICAL)).isEqualTo(HEAP);
        assertThat(refused(guard, 0.5)).isZero();
    }

    private int refused(OverloadGuard guard, double use) {
        heap.use = use;
        guard.lookAtHeap();
        return guard.classesRefused();
    }

    @Test
    void anotherConfigHoldsAtOnce() {
        OverloadGuard guard = guard(1, 0.9);
        refused(guard, 1);
        guard.configure(new OverloadConfig(0, 1));

        assertThat(guard.enter(Priority.LOW)).isEqualTo(FREE);
        assertThat(guard.classesRefused()).isZero();
    }

    @Test
    void aFigureThatNoCollectionRenewsIsRenewedBeforeItRefusesForEver() {
        OverloadGuard guard = guard(0, 0.9);
        refused(guard, 1);
        clock.advance(Duration.ofSeconds(4));
        refused(guard, 1);
        assertThat(heap.asked).isZero();

        clock.advance(Duration.ofSeconds(1));
        refused(guard, 1);
        assertThat(heap.asked).isOne();

        heap.collections++;
        clock.advance(Duration.ofSeconds(1));
        refused(guard, 1);
        clock.advance(Duration.ofSeconds(4));
        refused(guard, 1);
        assertThat(heap.asked).as("there was one of its own").isOne();
    }

    @Test
    void theHeapOfThisProcessIsPartlyInUse() {
        JvmHeap real = new JvmHeap();
        long before = real.collections();
        real.collect();

        assertThat(real.collections()).isGreaterThan(before);
        assertThat(real.afterLastCollection()).isBetween(0.0001, 1.0);
    }
}
