package dev.steelyard.lb.core.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TimerWheelTest {
    private static final long TICK = TimerWheel.TICK_NANOS;

    private final TimerWheel wheel = new TimerWheel(0);
    private final List<String> fired = new ArrayList<>();

    private TimerWheel.Timer timer(String name) {
        return new TimerWheel.Timer(() -> fired.add(name));
    }

    @Test
    void aTimerFiresNeverEarlyAndAtMostTwoTicksLate() {
        Random random = new Random(7);
        for (int i = 0; i < 1000; i++) {
            TimerWheel seeded = new TimerWheel(0);
            long[] firedAt = {-1};
            long now = random.nextLong(10 * TICK);
            long delay = random.nextLong(3000 * TICK);
            long[] clock = {now};
            seeded.advance(now);
            seeded.add(new TimerWheel.Timer(() -> firedAt[0] = clock[0]), now, delay);
            while (firedAt[0] < 0) {
                clock[0] += TICK / 2;
                seeded.advance(clock[0]);
            }
            assertThat(firedAt[0] - now).isBetween(delay, delay + 2 * TICK + TICK / 2);
        }
    }

    @Test
    void aTimerThatWasTakenOutDoesNotFire() {
        TimerWheel.Timer timer = timer("removed");
        wheel.add(timer, 0, 5 * TICK);
        assertThat(wheel.remove(timer)).isTrue();
        assertThat(wheel.remove(timer)).isFalse();
        wheel.advance(100 * TICK);
        assertThat(fired).isEmpty();
        assertThat(wheel.size()).isZero();
    }

    @Test
    void timersOfLaterRoundsOfTheSameSlotWaitForTheirs() {
        wheel.add(timer("second round"), 0, 1024 * TICK + 3 * TICK);
        wheel.add(timer("first round"), 0, 3 * TICK);
        wheel.advance(10 * TICK);
        assertThat(fired).containsExactly("first round");
        wheel.advance(1030 * TICK);
        assertThat(fired).containsExactly("first round", "second round");
    }

    @Test
    void afterAPauseLongerThanTheWheelEverythingDueFires() {
        for (int i = 0; i < 3000; i++) {
            wheel.add(timer("t" + i), 0, i * TICK);
        }
        wheel.advance(10_000 * TICK);
        assertThat(fired).hasSize(3000);
        assertThat(wheel.size()).isZero();
    }

    @Test
    void aTimerMayTakeOutAnotherAndPutItselfInAgain() {
        TimerWheel.Timer victim = timer("victim");
        TimerWheel.Timer[] again = new TimerWheel.Timer[1];
        again[0] = new TimerWheel.Timer(() -> {
            fired.add("again");
            wheel.remove(victim);
            wheel.add(again[0], 5 * TICK, 10 * TICK);
        });
        wheel.add(again[0], 0, 2 * TICK);
        wheel.add(victim, 0, 2 * TICK);
        wheel.advance(5 * TICK);
        wheel.advance(16 * TICK);
        assertThat(fired).containsExactly("again", "again");
        assertThat(wheel.size()).isEqualTo(1);
    }

    @Test
    void aTimerThatPutsItselfInWithAnOldTimeFiresOnceATick() {
        TimerWheel.Timer[] stale = new TimerWheel.Timer[1];
        stale[0] = new TimerWheel.Timer(() -> {
            fired.add("stale");
            wheel.add(stale[0], 0, 0);
        });
        wheel.add(stale[0], 0, 0);
        wheel.advance(10 * TICK);
        assertThat(fired).hasSize(10);
    }

    @Test
    void withoutTimersThereIsNoNextTick() {
        assertThat(wheel.nanosToNextTick(0)).isEqualTo(-1);
        wheel.add(timer("one"), 0, TimeUnit.HOURS.toNanos(1));
        assertThat(wheel.nanosToNextTick(TICK / 4)).isEqualTo(TICK - TICK / 4);
    }
}
