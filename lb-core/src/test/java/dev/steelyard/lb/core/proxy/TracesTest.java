package dev.steelyard.lb.core.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.core.config.AddressRange;
import dev.steelyard.lb.core.config.MatchConfig;
import dev.steelyard.lb.testkit.FakeClock;
import dev.steelyard.lb.testkit.FakeRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Which requests are traced, and for how long. */
class TracesTest {
    private static final Duration MINUTE = Duration.ofSeconds(60);

    private final FakeClock clock = new FakeClock();
    private final Traces traces = new Traces(clock, clock::nanoTime);

    private static Trace.Conditions of(String client, String path) {
        return new Trace.Conditions(
                Optional.ofNullable(client).map(AddressRange::of),
                new MatchConfig(Optional.empty(), Optional.ofNullable(path), List.of(), Map.of()));
    }

    private boolean isTraced(String client, String path) {
        return traces.notesFor(FakeRequest.from(client).target("GET", path, null)) != null;
    }

    @Test
    void allThatItNamesMustHold() {
        traces.begin(of("192.0.2.0/24", "/api"), MINUTE);

        assertThat(isTraced("192.0.2.7", "/api/x")).isTrue();
        assertThat(isTraced("192.0.3.7", "/api/x")).isFalse();
        assertThat(isTraced("192.0.2.7", "/apis")).isFalse();
        assertThat(traces.list()).extracting(Trace::requests).containsExactly(1L);
    }

    @Test
    void itEndsWhenItsTimeIsOverAndIsForgotten() {
        traces.begin(of(null, "/a"), MINUTE);
        traces.begin(of(null, "/b"), Duration.ofSeconds(90));

        clock.advance(Duration.ofSeconds(59));
        assertThat(isTraced("10.0.0.1", "/a")).isTrue();
        clock.advance(Duration.ofSeconds(1));
        assertThat(isTraced("10.0.0.1", "/a")).isFalse();
        assertThat(isTraced("10.0.0.1", "/b")).isTrue();
        assertThat(traces.list()).extracting(Trace::id).containsExactly("t2");
        clock.advance(MINUTE);
        assertThat(traces.list()).isEmpty();
    }

    @Test
    void itCanBeEndedBefore() {
        Trace one = traces.begin(of(null, "/a"), MINUTE);
        traces.begin(of(null, "/b"), MINUTE);

        assertThat(traces.end(one.id())).isSameAs(one);
        assertThat(traces.end(one.id())).isNull();
        assertThat(isTraced("10.0.0.1", "/a")).isFalse();
        assertThat(isTraced("10.0.0.1", "/b")).isTrue();
    }

    @Test
    void thereAreNoMoreThanSixteenUntilOneIsOver() {
        for (int i = 0; i < Traces.MOST; i++) {
            assertThat(traces.begin(of(null, "/" + i), MINUTE)).isNotNull();
        }
        assertThat(traces.begin(of(null, "/x"), MINUTE)).isNull();

        clock.advance(MINUTE);

        assertThat(traces.begin(of(null, "/x"), MINUTE).id()).isEqualTo("t17");
    }

    @Test
    void noneIsLostWhileManyThreadsBeginAndEndThemUnderRequests() throws Exception {
        Trace lasting = traces.begin(of(null, "/lasting"), MINUTE);
        CyclicBarrier start = new CyclicBarrier(4);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> ends = new ArrayList<>();
            for (int thread = 0; thread < 3; thread++) {
                String path = "/" + thread;
                ends.add(threads.submit(() -> {
                    start.await();
                    for (int i = 0; i < 2_000; i++) {
                        Trace mine = traces.begin(of(null, path), MINUTE);
                        assertThat(isTraced("10.0.0.1", path)).isTrue();
                        assertThat(traces.end(mine.id())).isSameAs(mine);
                        assertThat(isTraced("10.0.0.1", path)).isFalse();
                    }
                    return null;
                }));
            }
            ends.add(threads.submit(() -> {
                start.await();
                for (int i = 0; i < 20_000; i++) {
                    assertThat(isTraced("10.0.0.1", "/lasting")).isTrue();
                }
                return null;
            }));
            for (Future<?> end : ends) {
                end.get(30, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(traces.list()).containsExactly(lasting);
        assertThat(lasting.requests()).isEqualTo(20_000);
    }

    @Test
    void whateverIsInANameEndsNoHeader() {
        assertThat(TraceNotes.clean("a\r\nSet-Cookie: x=1\u0000\u00e4\u2028\tz"))
                .isEqualTo("a??Set-Cookie: x=1????z");
        assertThat(TraceNotes.clean("x".repeat(100_000))).hasSize(2000);
    }
}
