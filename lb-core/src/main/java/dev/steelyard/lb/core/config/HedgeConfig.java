package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Max;
import dev.steelyard.lb.api.settings.Min;
import java.time.Duration;

/**
 * When a request that waits long for its answer is sent to a second backend as well, and the first answer taken.
 *
 * @param afterPercentile the wait is the time within which this part of the pool's answers of the last seconds began; 0 for
 *     never
 * @param least a shorter wait is made this long
 * @param answers so many the pool must have given in those seconds for the time to be known
 */
public record HedgeConfig(
        @Default("0") @Min("0") @Max("0.999") double afterPercentile,
        @Default("20ms") @Min("1ms") Duration least,
        @Default("100") @Min("1") @Max("1000000") int answers) {

    /** Whether any request is sent twice. */
    public boolean isOn() {
        return afterPercentile > 0;
    }
}
