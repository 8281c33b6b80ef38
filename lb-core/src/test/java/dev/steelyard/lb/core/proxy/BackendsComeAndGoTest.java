package dev.steelyard.lb.core.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Many clients, three backends, one of which is killed and started again all the time. */
class BackendsComeAndGoTest {
    private static final int CLIENTS = 16;
    private static final long NANOS = TimeUnit.SECONDS.toNanos(4);
    private static final String CHUNKS = "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n";
    private static final List<String> REQUESTS = List.of(
            "GET / HTTP/1.1\r\nHost: h\r\n\r\n",
            "GET /a?b HTTP/1.1\r\nHost: h\r\nCookie: PIN=b2\r\n\r\n",
            "HEAD / HTTP/1.1\r\nHost: h\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbody",
            "PUT / HTTP/1.1\r\nHost: h\r\n" + CHUNKS,
            "DELETE / HTTP/1.1\r\nHost: h\r\n\r\n");

    private static String answer(Wire.Message request) {
        boolean head = request.head().startsWith("HEAD");
        if (request.head().startsWith("DELETE")) {
            return "HTTP/1.1 204 No Content\r\n\r\n";
        }
        if (request.head().startsWith("PUT")) {
            return "HTTP/1.1 200 OK\r\n" + CHUNKS;
        }
        return head ? "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" : RawOrigin.HELLO;
    }

    @Test
    void noGetIsLostAndNothingIsLeftBehind() throws Exception {
        RawOrigin.Script script = RawOrigin.answers(BackendsComeAndGoTest::answer);
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS + 1);
        RawOrigin mortal = RawOrigin.running(script);
        try (RawOrigin first = RawOrigin.running(script);
                RawOrigin second = RawOrigin.running(script);
                TestBalancer balancer = TestBalancer.configured()
                        .loops(2)
                        .pool("affinity = sticky")
                        .before(first, second, mortal)) {
            Future<Integer> deaths = threads.submit(() -> killAgainAndAgain(mortal, script, over));
            List<Future<Map<String, Integer>>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                int seed = i;
                clients.add(threads.submit(() -> ask(balancer, new Random(seed), over)));
            }
            java.util.concurrent.locks.LockSupport.parkNanos(NANOS);
            over.set(true);

            Map<String, Integer> seen = new TreeMap<>();
            for (Future<Map<String, Integer>> client : clients) {
                client.get(20, TimeUnit.SECONDS).forEach((what, count) -> seen.merge(what, count, Integer::sum));
            }
            assertThat(deaths.get(20, TimeUnit.SECONDS)).isGreaterThan(5);
            assertThat(seen.keySet())
                    .containsAll(List.of("GET 200", "HEAD 200", "POST 200", "PUT 200", "DELETE 204"))
                    .isSubsetOf("GET 200", "HEAD 200", "POST 200", "POST 502", "PUT 200", "PUT 502", "DELETE 204");
            assertThat(seen.get("GET 200")).isGreaterThan(500);
        } finally {
            over.set(true);
            threads.shutdownNow();
            mortal.close();
        }
    }

    private static int killAgainAndAgain(RawOrigin first, RawOrigin.Script script, AtomicBoolean over) {
        int deaths = 0;
        for (RawOrigin mortal = first; ; mortal = RawOrigin.onPort(first.port(), script)) {
            PassingOnTest.pause(120);
            mortal.kill();
            if (over.get()) {
                return deaths;
            }
            deaths++;
            PassingOnTest.pause(60);
        }
    }

    private static Map<String, Integer> ask(TestBalancer balancer, Random random, AtomicBoolean over)
            throws IOException {
        Map<String, Integer> seen = new TreeMap<>();
        Wire wire = balancer.connect();
        while (!over.get()) {
            String request = REQUESTS.get(random.nextInt(REQUESTS.size()));
            String method = request.substring(0, request.indexOf(' '));
            wire.write(request);
            Wire.Message response = method.equals("HEAD") ? wire.readHeadOnly() : wire.read();
            seen.merge(method + " " + response.status(), 1, Integer::sum);
            if ("close".equals(response.header("Connection"))) {
                wire.close();
                wire = balancer.connect();
            }
        }
        wire.close();
        return seen;
    }
}
