package dev.steelyard.lb.core.health;

import java.time.Duration;

/** Durations as people write them in the config. */
final class Words {
    private Words() {}

    static String of(Duration duration) {
        long millis = duration.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }
}
