package dev.steelyard.lb.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** Jumps of the wall clock. */
class ClockWatchTest {
    private static final class Wall extends Clock {
        private Instant now = Instant.parse("2030-01-01T12:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private final Wall wall = new Wall();
    private final StandingFaults faults = new StandingFaults();
    private long nanos;
    private final ClockWatch watch = new ClockWatch(wall, () -> nanos, faults);

    private void pass(Duration real, Duration byTheWall) {
        nanos += real.toNanos();
        wall.now = wall.now.plus(byTheWall);
        watch.look();
    }

    @Test
    void aClockThatGoesOnAndIsSlewedIsNoFault() {
        for (int i = 0; i < 1000; i++) {
            pass(Duration.ofSeconds(1), Duration.ofMillis(i % 2 == 0 ? 999 : 2001));
        }
        pass(Duration.ofMinutes(10), Duration.ofMinutes(10));
        assertThat(faults.now()).isEmpty();
    }

    @Test
    void jumpsAheadAndBackAreToldForAMinute() {
        pass(Duration.ofSeconds(1), Duration.ofSeconds(3601));
        assertThat(faults.now().get("clock")).startsWith("it jumped ahead by 3600 s, to 2030-01-01T13:00:01Z;");

        pass(Duration.ofSeconds(50), Duration.ofSeconds(50));
        pass(Duration.ofSeconds(1), Duration.ofDays(-1));
        assertThat(faults.now().get("clock")).startsWith("it jumped back by 86401 s, to ");

        pass(Duration.ofSeconds(50), Duration.ofSeconds(50));
        assertThat(faults.now()).containsKey("clock");
        pass(Duration.ofSeconds(11), Duration.ofSeconds(11));
        assertThat(faults.now()).isEmpty();
    }
}
