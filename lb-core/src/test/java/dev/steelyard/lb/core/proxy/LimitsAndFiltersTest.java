package dev.steelyard.lb.core.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.core.pool.AdminState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LimitsAndFiltersTest {

    @Test
    void aBackendNeverGetsMoreRequestsAtATimeThanItTakes() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        RawOrigin.Script counting = RawOrigin.answers(request -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            PassingOnTest.pause(2);
            now.decrementAndGet();
            return RawOrigin.HELLO;
        });
        try (RawOrigin origin = RawOrigin.running(counting);
                TestBalancer balancer = TestBalancer.configured()
                        .loops(2)
                        .pool("queue.size = 0")
                        .backend("max-connections = 3")
                        .before(origin)) {
            List<Integer> statuses = fromMany(12, 40, balancer);

            assertThat(statuses).containsOnly(200, 503).contains(200, 503);
            assertThat(most.get()).isEqualTo(3);
            assertThat(origin.connections()).isLessThanOrEqualTo(6);
            balancer.awaitIdle();
            assertThat(balancer.get("/").status()).isEqualTo(200);
        }
    }

    private static List<Integer> fromMany(int clients, int each, TestBalancer balancer) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            Callable<List<Integer>> client = () -> {
                List<Integer> statuses = new ArrayList<>();
                try (Wire wire = balancer.connect()) {
                    for (int i = 0; i < each; i++) {
                        statuses.add(wire.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                                .read()
                                .status());
                    }
                }
                return statuses;
            };
            List<Future<List<Integer>>> all = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                all.add(threads.submit(client));
            }
            List<Integer> statuses = new ArrayList<>();
            for (Future<List<Integer>> one : all) {
                statuses.addAll(one.get(30, TimeUnit.SECONDS));
            }
            return statuses;
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whenAllBackendsAreFullTheAnswerIs503() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (RawOrigin origin = RawOrigin.running((wire, self) -> {
                    self.take(wire);
                    assertThat(go.await(10, TimeUnit.SECONDS)).isTrue();
                    wire.write(RawOrigin.HELLO);
                });
                TestBalancer balancer = TestBalancer.configured()
                        .pool("queue.size = 0")
                        .backend("max-connections = 1")
                        .before(origin);
                Wire first = balancer.connect()) {
            first.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            origin.request();

            Wire.Message response = balancer.get("/");
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.header("Retry-After")).isEqualTo("1");
            assertThat(response.body()).contains("all servers are busy");
            go.countDown();
            assertThat(first.read().status()).isEqualTo(200);
        }
    }

    @Test
    void filtersChangeHeadersOnBothWays() throws Exception {
        try (RawOrigin origin = RawOrigin.saying("HTTP/1.1 200 OK\r\nServer: secret\r\nContent-Length: 0\r\n\r\n");
                TestBalancer balancer =
                        TestBalancer.configured().route("filters = [marking]").before(origin)) {
            Wire.Message response =
                    balancer.ask("GET / HTTP/1.1\r\nHost: h\r\nX-Secret: 1\r\nX-Marked: a\r\nX-Marked: b\r\n\r\n");

            assertThat(response.headers("X-Marked")).containsExactly("on-response");
            assertThat(response.header("Server")).isNull();
            Wire.Message request = origin.request();
            assertThat(request.headers("X-Marked")).containsExactly("on-request");
            assertThat(request.header("X-Secret")).isNull();
        }
    }

    @Test
    void aFilterMayAnswer() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer =
                        TestBalancer.configured().route("filters = [refusing]").before(origin)) {
            Wire.Message response = balancer.get("/");

            assertThat(response.status()).isEqualTo(403);
            assertThat(response.header("X-Why")).isEqualTo("because");
            assertThat(response.body()).isEqualTo("not for you");
            assertThat(origin.connections()).isZero();
        }
    }

    @Test
    void aFilterThatBreaksOnARequestAnswersIt500() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.configured()
                        .route("filters = [broken-on-request]")
                        .before(origin)) {
            Wire.Message response = balancer.get("/");

            assertThat(response.status()).isEqualTo(500);
            assertThat(response.body()).doesNotContain("secret", "Exception");
            assertThat(origin.connections()).isZero();
        }
    }

    @Test
    void aFilterThatBreaksOnAResponseAnswersIt502WithoutFaultOfTheBackend() throws Exception {
        try (RawOrigin origin = RawOrigin.saying("HTTP/1.1 200 OK\r\nX-Theirs: 1\r\nContent-Length: 5\r\n\r\nhello");
                TestBalancer balancer = TestBalancer.configured()
                        .route("filters = [broken-on-response]")
                        .before(origin)) {
            for (String body : new String[] {"\r\n", "Content-Length: 4\r\n\r\nbody"}) {
                Wire.Message response = balancer.ask("POST / HTTP/1.1\r\nHost: h\r\n" + body);

                assertThat(response.status()).isEqualTo(502);
                assertThat(response.header("X-Theirs")).isNull();
                assertThat(response.body()).doesNotContain("secret", "Exception", "hello");
            }
            balancer.awaitIdle();
            assertThat(balancer.backend(0).metrics().errors()).isZero();
        }
    }

    @Test
    void aSessionStaysUntilItsBackendCannotServe() throws Exception {
        try (RawOrigin one = RawOrigin.saying("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n0");
                RawOrigin two = RawOrigin.saying("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1");
                TestBalancer balancer =
                        TestBalancer.configured().pool("affinity = sticky").before(one, two)) {
            String pin = balancer.get("/").header("Set-Cookie");
            String pinned = pin.substring("PIN=b".length());
            for (int i = 0; i < 4; i++) {
                Wire.Message again = withCookie(balancer, pin);
                assertThat(again.body()).isEqualTo(pinned);
                assertThat(again.header("Set-Cookie")).isNull();
            }
            balancer.pool().members().setAdminState("b" + pinned, AdminState.DISABLED);

            Wire.Message moved = withCookie(balancer, pin);
            assertThat(moved.body()).isNotEqualTo(pinned);
            assertThat(moved.header("Set-Cookie")).isEqualTo("PIN=b" + moved.body());
        }
    }

    private static Wire.Message withCookie(TestBalancer balancer, String cookie) throws Exception {
        return balancer.ask("GET / HTTP/1.1\r\nHost: h\r\nCookie: x=y; " + cookie + "\r\n\r\n");
    }

    @Test
    void aSessionMovesWhenItsBackendCannotBeReached() throws Exception {
        RawOrigin dead = RawOrigin.saying(RawOrigin.HELLO);
        int port = dead.port();
        dead.close();
        try (RawOrigin alive = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer =
                        TestBalancer.configured().pool("affinity = sticky").before(port, alive.port())) {
            Wire.Message response = withCookie(balancer, "PIN=b0");

            assertThat(response.status()).isEqualTo(200);
            assertThat(response.header("Set-Cookie")).isEqualTo("PIN=b1");
        }
    }
}
