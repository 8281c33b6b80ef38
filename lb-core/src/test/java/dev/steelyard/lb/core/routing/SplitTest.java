package dev.steelyard.lb.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.steelyard.lb.core.AllocatedBytes;
import dev.steelyard.lb.core.config.ConfigFile;
import dev.steelyard.lb.core.config.SplitConfig;
import dev.steelyard.lb.testkit.FakeClock;
import dev.steelyard.lb.testkit.FakeRequest;
import dev.steelyard.lb.testkit.FakeResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitTest {
    private final FakeClock clock = new FakeClock();
    private final RouteMemory memory = new RouteMemory(clock, clock::nanoTime, SplitChanges.FORGOTTEN);

    static SplitConfig config(String text) {
        String pools = "pools { stable.backends = [], canary.backends = [] }\n";
        String route = "routes = [ { name = shop, split { " + text + " } } ]\n";
        return ConfigFile.parse("test.conf", "listeners.a.bind = \"*:1\"\n" + pools + route)
                .routes()
                .get(0)
                .split()
                .orElseThrow();
    }

    static String weights(int stable, int canary) {
        return "pools = [ { pool = stable, weight = %d }, { pool = canary, weight = %d } ]\n".formatted(stable, canary);
    }

    private SplitState state(String text) {
        return memory.splitFor("shop", config(text));
    }

    private static Split split(SplitState state) {
        List<Share> shares = new ArrayList<>();
        for (int i = 0; i < state.poolNames().size(); i++) {
            shares.add(new Share(null, null, state.figures(i)));
        }
        return new Split(state, shares, new SplittableRandom(7));
    }

    private static int toCanary(Split split, int requests) {
        int count = 0;
        for (int i = 0; i < requests; i++) {
            count += split.shares().indexOf(split.choose(FakeRequest.get()));
        }
        return count;
    }

    @ParameterizedTest
    @CsvSource({"95, 5, 1000, 50", "100, 0, 1000, 0", "0, 7, 1000, 1000", "99, 1, 10000, 100", "65535, 65535, 1000, 500"
    })
    void eachPoolGetsItsPartOfFewRequestsAlready(int stable, int canary, int requests, int expected) {
        assertThat(toCanary(split(state(weights(stable, canary))), requests)).isCloseTo(expected, within(1));
    }

    @Test
    void inAnyRowOfRequestsEachOfManyPoolsHasItsPart() {
        int[] parts = {50, 0, 30, 15, 5};
        Weights weights = new Weights(parts);
        int[][] soFar = new int[10_001][parts.length];
        for (int turn = 0; turn < 10_000; turn++) {
            soFar[turn + 1] = soFar[turn].clone();
            soFar[turn + 1][weights.ownerOfTurn(turn)]++;
        }
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 1000; i++) {
            int from = random.nextInt(9000);
            int count = random.nextInt(1000);
            for (int pool = 0; pool < parts.length; pool++) {
                int got = soFar[from + count][pool] - soFar[from][pool];
                assertThat((double) got).isCloseTo(count * parts[pool] / 100.0, within(4.0));
            }
        }
        assertThat(soFar[10_000]).containsExactly(5000, 0, 3000, 1500, 500);
    }

    @Test
    void choosingAllocatesNothing() throws ReflectiveOperationException {
        Split split = split(state(weights(95, 5)));
        FakeRequest request = FakeRequest.get();
        Share[] last = new Share[1];
        assertThat(AllocatedBytes.leastOfARound(i -> last[0] = split.choose(request)))
                .isLessThan(AllocatedBytes.CALLS);
    }

    @Test
    void aClientKeepsItsPoolByItsAddress() {
        SplitState state = state(weights(50, 50) + "sticky = client-address");
        Split split = split(state);
        SplittableRandom random = new SplittableRandom(1);
        int canary = 0;
        for (int i = 0; i < 1000; i++) {
            FakeRequest client = FakeRequest.fromAnyClient(random);
            Share first = split.choose(client);
            assertThat(split.choose(client)).isSameAs(first);
            canary += split.shares().indexOf(first);
        }
        assertThat(canary).isBetween(420, 580);
    }

    /** A step of a canary must not send those back who have seen it already. */
    @Test
    void whenAWeightGrowsNobodyLeavesItsPool() {
        SplitState state = state(weights(75, 25) + "sticky = client-address");
        Split split = split(state);
        Map<FakeRequest, Share> before = new HashMap<>();
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 1000; i++) {
            FakeRequest client = FakeRequest.fromAnyClient(random);
            before.put(client, split.choose(client));
        }
        state.setWeights(Map.of("stable", 50, "canary", 50));
        Share canary = split.shares().get(1);
        assertThat(before).allSatisfy((client, share) -> {
            if (share == canary) {
                assertThat(split.choose(client)).isSameAs(canary);
            }
        });
    }

    @Test
    void aClientKeepsItsPoolByACookieThatIsSetOnce() {
        Split split = split(state(weights(50, 50) + "sticky = cookie, cookie = P"));
        for (int i = 0; i < 100; i++) {
            FakeResponse response = new FakeResponse(200);
            Share first = split.choose(FakeRequest.get());
            split.remember(FakeRequest.get(), first, response);
            String cookie = response.get("Set-Cookie");
            assertThat(cookie).matches("P=[0-9a-f]{8}; Path=/; HttpOnly; SameSite=Lax");

            FakeRequest again = FakeRequest.get().cookie("P", cookie.substring(2, 10));
            assertThat(split.choose(again)).isSameAs(first);
            FakeResponse none = new FakeResponse(200);
            split.remember(again, first, none);
            assertThat(none.get("Set-Cookie")).isNull();
        }
    }

    @Test
    void aCookieThatIsNoneOfOursCountsAsNone() {
        Split split = split(state(weights(1, 1) + "sticky = cookie, cookie = P"));
        for (String value : List.of("", "0000000", "000000000", "0000000g", "-0000001")) {
            FakeResponse response = new FakeResponse(200);
            FakeRequest request = FakeRequest.get().cookie("P", value);
            split.remember(request, split.choose(request), response);
            assertThat(response.get("Set-Cookie")).as(value).startsWith("P=");
        }
    }

    @Test
    void theSecureCookieOfASecureRequestSaysSo() {
        Split split = split(state(weights(1, 1) + "sticky = cookie"));
        FakeRequest secure = FakeRequest.get().secured();
        FakeResponse response = new FakeResponse(200);
        split.remember(secure, split.choose(secure), response);
        assertThat(response.get("Set-Cookie")).startsWith("LB_SPLIT=").endsWith("; Secure");
    }

    @Test
    void aPoolThatLostItsWeightKeepsNobody() {
        SplitState state = state(weights(0, 1) + "sticky = cookie, cookie = P");
        Split split = split(state);
        FakeRequest pinned = FakeRequest.get().cookie("P", "ffffffff");
        assertThat(split.shares().indexOf(split.choose(pinned))).isEqualTo(1);
        state.setWeights(Map.of("stable", 1, "canary", 0));
        assertThat(split.shares().indexOf(split.choose(pinned))).isZero();
    }

    @Test
    void weightsAreChangedTogetherOrNotAtAll() {
        SplitState state = state(weights(95, 5));
        List<Map<String, Integer>> wrong = List.of(
                Map.of("stable", 1),
                Map.of("stable", 1, "canary", 1, "other", 1),
                Map.of("stable", 0, "canary", 0),
                Map.of("stable", 1, "canary", 65536),
                Map.of("stable", -1, "canary", 1));
        for (Map<String, Integer> weights : wrong) {
            assertThatIllegalArgumentException().isThrownBy(() -> state.setWeights(weights));
        }
        assertThat(state.weightByPool()).containsExactly(Map.entry("stable", 95), Map.entry("canary", 5));
    }

    @Test
    void weightsLiveOnWhileTheConfigOfTheSplitStaysTheSame() {
        SplitState first = state(weights(95, 5));
        memory.adopt(Map.of("shop", first), Set.of());
        first.setWeights(Map.of("stable", 0, "canary", 100));

        assertThat(state(weights(95, 5))).isSameAs(first);
        assertThat(state(weights(90, 10)).weightByPool()).containsEntry("canary", 10);
        assertThat(memory.splits()).containsValue(first);
        memory.adopt(Map.of(), Set.of());
        assertThat(state(weights(95, 5)).weightByPool()).containsEntry("canary", 5);
    }

    /** Weights of two changes mixed would leave a place without an owner, which a reader would fail at. */
    @Test
    void requestsSeeWeightsOfOneChange() throws Exception {
        SplitState state = state(weights(1, 0));
        Split split = split(state);
        AtomicBoolean stop = new AtomicBoolean();
        CyclicBarrier start = new CyclicBarrier(3);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                readers.add(threads.submit(() -> {
                    start.await(10, TimeUnit.SECONDS);
                    int seen = 0;
                    while (!stop.get()) {
                        seen |= 1 << split.shares().indexOf(split.choose(FakeRequest.get()));
                    }
                    return seen;
                }));
            }
            start.await(10, TimeUnit.SECONDS);
            for (int i = 0; i < 20_000; i++) {
                state.setWeights(Map.of("stable", i % 2, "canary", 1 - i % 2));
            }
            stop.set(true);
            for (Future<Integer> reader : readers) {
                assertThat(reader.get(10, TimeUnit.SECONDS)).isPositive();
            }
        } finally {
            stop.set(true);
            threads.shutdownNow();
        }
    }
}
