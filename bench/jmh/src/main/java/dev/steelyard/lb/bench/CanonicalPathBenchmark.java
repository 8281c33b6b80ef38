package dev.steelyard.lb.bench;

import dev.steelyard.lb.core.routing.BadTarget;
import dev.steelyard.lb.core.routing.CanonicalPath;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The canonical form of a path that has it already, of one with escapes, and of one with dot segments. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CanonicalPathBenchmark {
    @Param({"/api/v1/orders/4711/items", "/api/v1/caf%c3%a9/a%2Db/%7euser", "/api/v1/./orders/../items/7"})
    public String path;

    @Benchmark
    public String canonical() throws BadTarget {
        return CanonicalPath.of(path);
    }
}
