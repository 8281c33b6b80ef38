package dev.steelyard.lb.bench;

import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.AlgorithmFactory;
import dev.steelyard.lb.api.algorithm.Outcome;
import dev.steelyard.lb.api.algorithm.Picker;
import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.request.RequestView;
import dev.steelyard.lb.api.settings.Settings;
import dev.steelyard.lb.testkit.FakeBackends;
import dev.steelyard.lb.testkit.FakeRequest;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One pick by each built-in algorithm, from backends of different weights and loads. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PickerBenchmark {
    @Param({
        "round-robin",
        "weighted-round-robin",
        "least-connections",
        "weighted-least-connections",
        "ip-hash",
        "least-response-time",
        "random",
        "power-of-two-choices",
        "least-requests",
        "peak-ewma",
        "ring-hash",
        "maglev",
        "rendezvous"
    })
    public String algorithm;

    @Param({"16", "1000"})
    public int backends;

    private Picker picker;

    /** Weights 1..16, answers within 1 to 50 ms, 1 to 7 requests under way: with an idle backend a search could end early. */
    @Setup
    public void makePicker() {
        RandomGenerator random = new SplittableRandom(42);
        double[] weights = new double[backends];
        for (int i = 0; i < backends; i++) {
            weights[i] = 1 + i % 16;
        }
        FakeBackends set = FakeBackends.weighted(weights);
        Algorithm made = factory().create(Settings.empty("algorithm", "benchmark"), new BenchmarkContext());
        picker = made.newPicker(set, null);
        for (int i = 0; i < backends; i++) {
            for (int busy = random.nextInt(1, 8); busy > 0; busy--) {
                set.get(i).begin();
            }
            long nanos = TimeUnit.MICROSECONDS.toNanos(random.nextInt(1_000, 50_000));
            made.onOutcome(set.get(i), new Outcome(Outcome.Result.SUCCESS, 200, nanos, nanos));
        }
    }

    private AlgorithmFactory factory() {
        return ServiceLoader.load(AlgorithmFactory.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(candidate -> candidate.type().equals(algorithm))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no algorithm " + algorithm));
    }

    /** Requests of 256 clients, one after the other. */
    @State(Scope.Thread)
    public static class Requests {
        private static final int COUNT = 256;

        private final RequestView[] requests = new RequestView[COUNT];
        private int next;

        @Setup
        public void makeRequests() {
            RandomGenerator random = new SplittableRandom(7);
            for (int i = 0; i < COUNT; i++) {
                requests[i] = FakeRequest.fromAnyClient(random);
            }
        }

        RequestView next() {
            return requests[next++ & (COUNT - 1)];
        }
    }

    @Benchmark
    public Backend pick(Requests requests) {
        return picker.pick(requests.next());
    }
}
