package dev.steelyard.lb.bench;

import dev.steelyard.lb.core.metrics.LatencyHistogram;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** Recording a duration, alone and beside another thread. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LatencyHistogramBenchmark {
    private final LatencyHistogram histogram = new LatencyHistogram();

    /** Durations from 0.1 ms to 13 ms. */
    @State(Scope.Thread)
    public static class Durations {
        private long next;

        long next() {
            next += 100_003;
            return 100_000 + next % 13_000_000;
        }
    }

    @Benchmark
    @Threads(1)
    public void record(Durations durations) {
        histogram.record(durations.next());
    }

    @Benchmark
    @Threads(2)
    public void recordBesideAnother(Durations durations) {
        histogram.record(durations.next());
    }
}
