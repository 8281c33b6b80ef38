package dev.steelyard.lb.core.pool;

import java.util.Arrays;
import java.util.Map;

/**
 * The middle of a pool's figures and how far they lie from it, as seen by one backend: of the others alone.
 *
 * <p>Medians, since a mean and a standard deviation are moved by the very one that is looked for: of five figures none can lie
 * more than 2 standard deviations from their mean, of three none more than 1.42 (the square root of n - 1; P. Samuelson 1968),
 * so that a limit of 1.9 finds nobody in a pool of four. Half of the others would have to be wrong to move a median.
 *
 * @param median 0 if there are no others
 * @param spread the median distance from it, scaled to a standard deviation of the normal distribution; 0 for one other
 */
record Deviation(double median, double spread) {
    /** 1 / Φ⁻¹(3/4). */
    private static final double NORMAL = 1.4826;

    static <K> Deviation ofOthers(Map<K, ? extends Number> figures, K one) {
        double[] others = figures.entrySet().stream()
                .filter(entry -> entry.getKey() != one)
                .mapToDouble(entry -> entry.getValue().doubleValue())
                .toArray();
        double median = median(others);
        double[] distances =
                Arrays.stream(others).map(each -> Math.abs(each - median)).toArray();
        return new Deviation(median, NORMAL * median(distances));
    }

    private static double median(double[] figures) {
        Arrays.sort(figures);
        int count = figures.length;
        return count == 0 ? 0 : (figures[count / 2] + figures[(count - 1) / 2]) / 2;
    }
}
