package dev.steelyard.lb.core.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steelyard.lb.core.proxy.TestBalancer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections of TCP, passed on as they are over real sockets. */
@Timeout(60)
class TcpTest {
    private static final int MEGABYTES = 24;

    private final TestServer server = new TestServer();

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private static TestBalancer.Setup tcp() {
        return TestBalancer.configured().listener("protocol = tcp, pool = main");
    }

    private static Socket connect(TestBalancer balancer) throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), balancer.port());
        client.setSoTimeout(10_000);
        return client;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
    }

    private static String receive(Socket socket, int length) throws IOException {
        return new String(socket.getInputStream().readNBytes(length), US_ASCII);
    }

    private static void end(Socket socket) throws IOException {
        socket.close();
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Test
    void bytesPassBothWaysAndTheLeaseLastsAsLongAsTheConnection() throws Exception {
        try (TestBalancer balancer = tcp().before(server.port());
                Socket client = connect(balancer)) {
            send(client, "question");
            Socket backend = server.take();
            assertThat(receive(backend, 8)).isEqualTo("question");
            send(backend, "answer");
            assertThat(receive(client, 6)).isEqualTo("answer");
            assertThat(balancer.backend(0).inFlight()).isEqualTo(1);
            assertThat(balancer.server().openConnections()).isEqualTo(1);

            end(client);
            assertThat(backend.getInputStream().read()).isEqualTo(-1);
            backend.close();
            balancer.awaitIdle();
            assertThat(balancer.count("lb_stream_connections_total{listener=\"web\",result=\"ok\"}"))
                    .isEqualTo(1);
            assertThat(balancer.count("lb_stream_bytes_total{pool=\"main\",backend=\"b0\",direction=\"sent\"}"))
                    .isEqualTo(8);
            assertThat(balancer.count("lb_stream_bytes_total{pool=\"main\",backend=\"b0\",direction=\"received\"}"))
                    .isEqualTo(6);
        }
    }

    @Test
    void aServerThatSpeaksFirstIsHeard() throws Exception {
        try (TestBalancer balancer = tcp().before(server.port());
                Socket client = connect(balancer)) {
            Socket backend = server.take();
            send(backend, "220 ready");
            assertThat(receive(client, 9)).isEqualTo("220 ready");
            end(backend);
        }
    }

    @Test
    void theClientMayEndFirstAndStillHearTheAnswer() throws Exception {
        try (TestBalancer balancer = tcp().before(server.port());
                Socket client = connect(balancer)) {
            send(client, "all of it");
            client.shutdownOutput();
            Socket backend = server.take();
            assertThat(new String(backend.getInputStream().readAllBytes(), US_ASCII))
                    .isEqualTo("all of it");
            send(backend, "thanks");
            backend.close();
            assertThat(new String(client.getInputStream().readAllBytes(), US_ASCII))
                    .isEqualTo("thanks");
        }
    }

    @Test
    void theServerMayEndFirstAndStillBeSentTheRest() throws Exception {
        try (TestBalancer balancer = tcp().before(server.port());
                Socket client = connect(balancer)) {
            Socket backend = server.take();
            send(backend, "bye");
            backend.shutdownOutput();
            assertThat(new String(client.getInputStream().readAllBytes(), US_ASCII))
                    .isEqualTo("bye");
            send(client, "one more thing");
            end(client);
            assertThat(new String(backend.getInputStream().readAllBytes(), US_ASCII))
                    .isEqualTo("one more thing");
        }
    }

    @Test
    void aResetOfTheClientIsAResetToTheServer() throws Exception {
        try (TestBalancer balancer = tcp().before(server.port());
                Socket client = connect(balancer)) {
            Socket backend = server.take();
            reset(client);
            assertThatThrownBy(() -> backend.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
            balancer.awaitIdle();
            assertThat(balancer.count("lb_stream_connections_total{listener=\"web\",result=\"client_reset\"}"))
                    .isEqualTo(1);
        }
    }

    @Test
    void aResetOfTheServerIsAResetToTheClientAndNoFaultOfTheBackend() throws Exception {
        try (TestBalancer balancer = tcp().before(server.port());
                Socket client = connect(balancer)) {
            Socket backend = server.take();
            send(client, "hello");
            assertThat(receive(backend, 5))
                    .isEqualTo("hello"); // or else the reset might come before the connection stands
            reset(backend);
            assertThatThrownBy(() -> client.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
            balancer.awaitIdle();
            assertThat(balancer.count("lb_upstream_errors_total")).isZero();
        }
    }

    @Test
    void whatAServerSaidBeforeItWentIsStillHeard() throws Exception {
        try (TestBalancer balancer = tcp().before(server.port());
                Socket client = connect(balancer)) {
            Socket backend = server.take();
            send(backend, "too much");
            backend.close();
            assertThat(receive(client, 8)).isEqualTo("too much");
        }
    }

    @Test
    void aBackendThatCannotBeReachedIsReplacedAndBlamed() throws Exception {
        try (TestBalancer balancer = tcp().before(TestServer.deadPort(), server.port())) {
            for (int i = 0; i < 4; i++) {
                try (Socket client = connect(balancer)) {
                    send(client, "hello");
                    Socket backend = server.take();
                    assertThat(receive(backend, 5)).isEqualTo("hello");
                    end(backend);
                }
            }
            assertThat(balancer.count("lb_upstream_retries_total")).isEqualTo(4);
            assertThat(balancer.backend(0).metrics().errors()).isEqualTo(4);
            assertThat(balancer.backend(1).metrics().errors()).isZero();
        }
    }

    @Test
    void clientsOfAPoolThatCannotBeReachedAreClosed() throws Exception {
        try (TestBalancer balancer = tcp().before(TestServer.deadPort());
                Socket client = connect(balancer)) {
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            balancer.awaitIdle();
            assertThat(balancer.count("lb_stream_connections_total{listener=\"web\",result=\"connect_failure\"}"))
                    .isEqualTo(1);
        }
    }

    @Test
    void aConnectionIsClosedThatIsSilentForTooLong() throws Exception {
        try (TestBalancer balancer = tcp().listener("idle-timeout = 1s").before(server.port());
                Socket client = connect(balancer)) {
            Socket backend = server.take();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThat(backend.getInputStream().read()).isEqualTo(-1);
            balancer.awaitIdle();
            assertThat(balancer.count("lb_stream_connections_total{listener=\"web\",result=\"idle_timeout\"}"))
                    .isEqualTo(1);
        }
    }

    @Test
    void connectionsAboveABackendsLimitWaitForAPlace() throws Exception {
        try (TestBalancer balancer = tcp().backend("max-connections = 1")
                        .pool("queue.max-wait = 10s")
                        .before(server.port());
                Socket first = connect(balancer)) {
            Socket held = server.take();
            try (Socket second = connect(balancer)) {
                send(second, "next");
                TestBalancer.await(
                        "the second waits", () -> balancer.pool().line().size() == 1);
                assertThat(server.waiting()).isZero();
                held.close();
                end(first);
                Socket backend = server.take();
                assertThat(receive(backend, 4)).isEqualTo("next");
                end(backend);
            }
        }
    }

    @Test
    void connectionsThatFindNoPlaceInTimeAreClosed() throws Exception {
        try (TestBalancer balancer = tcp().backend("max-connections = 1")
                        .pool("queue.max-wait = 50ms")
                        .before(server.port());
                Socket first = connect(balancer)) {
            Socket held = server.take();
            try (Socket second = connect(balancer)) {
                assertThatThrownBy(() -> second.getInputStream().read()).isInstanceOf(SocketException.class);
            }
            assertThat(first.isConnected()).isTrue();
            TestBalancer.await(
                    "the refusal is counted",
                    () -> balancer.count("lb_stream_connections_total{listener=\"web\",result=\"queue_timeout\"}")
                            == 1);
            end(held);
        }
    }

    @Test
    void muchComesWholeBothWaysAtTheSameTime() throws Exception {
        try (TestBalancer balancer = tcp().before(server.port());
                Socket client = connect(balancer)) {
            Socket backend = server.take();
            var up = sending(client, 1);
            var down = sending(backend, 2);
            var upCame = CompletableFuture.supplyAsync(() -> digest(backend));
            var downCame = CompletableFuture.supplyAsync(() -> digest(client));
            assertThat(upCame.get(40, TimeUnit.SECONDS)).isEqualTo(up.get(40, TimeUnit.SECONDS));
            assertThat(downCame.get(40, TimeUnit.SECONDS)).isEqualTo(down.get(40, TimeUnit.SECONDS));
        }
    }

    private static CompletableFuture<String> sending(Socket socket, long seed) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                Random random = new Random(seed);
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                OutputStream out = socket.getOutputStream();
                for (long sent = 0; sent < MEGABYTES << 20; ) {
                    byte[] chunk = new byte[1 + random.nextInt(200_000)];
                    random.nextBytes(chunk);
                    digest.update(chunk);
                    out.write(chunk);
                    sent += chunk.length;
                }
                socket.shutdownOutput();
                return HexFormat.of().formatHex(digest.digest());
            } catch (Exception failure) {
                throw new AssertionError(failure);
            }
        });
    }

    private static String digest(Socket socket) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            InputStream in = socket.getInputStream();
            byte[] chunk = new byte[50_000];
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                digest.update(chunk, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }

    /** What the kernel's buffers on both sides hold, and one of ours; far from all that the server has. */
    @Test
    void aClientThatDoesNotReadStopsTheServer() throws Exception {
        try (TestBalancer balancer = tcp().before(server.port());
                Socket client = connect(balancer)) {
            Socket backend = server.take();
            AtomicLong sent = new AtomicLong();
            var sender = CompletableFuture.runAsync(() -> {
                try {
                    byte[] chunk = new byte[64 * 1024];
                    Arrays.fill(chunk, (byte) 'x');
                    for (int i = 0; i < 16 * 256; i++) {
                        backend.getOutputStream().write(chunk);
                        sent.addAndGet(chunk.length);
                    }
                    backend.close();
                } catch (IOException failure) {
                    throw new AssertionError(failure);
                }
            });
            long[] before = {-1};
            TestBalancer.await("the server is not stopped", () -> {
                long now = sent.get();
                boolean same = now > 0 && now == before[0];
                before[0] = now;
                LockSupport.parkNanos(200_000_000);
                return same;
            });
            assertThat(sender).isNotDone();
            long received = 0;
            byte[] chunk = new byte[256 * 1024];
            for (int read = client.getInputStream().read(chunk);
                    read >= 0;
                    read = client.getInputStream().read(chunk)) {
                received += read;
            }
            sender.get(10, TimeUnit.SECONDS);
            assertThat(received).isEqualTo(16L * 256 * 64 * 1024);
        }
    }

    @Test
    void eachConnectionHasALineInTheLog(@TempDir Path folder) throws Exception {
        Path log = folder.resolve("access.log");
        try (TestBalancer balancer = tcp().log(log).before(server.port());
                Socket client = connect(balancer)) {
            send(client, "four");
            Socket backend = server.take();
            receive(backend, 4);
            end(client);
            backend.close();
        }
        assertThat(Files.readString(log))
                .contains("\"listener\":\"web\"", "\"protocol\":\"tcp\"", "\"pool\":\"main\"", "\"backend\":\"b0\"")
                .contains("\"client\":\"127.0.0.1\"", "\"request_bytes\":4", "\"response_bytes\":0")
                .doesNotContain("\"status\"");
    }

    @Test
    void aBackendThatIsRemovedByForceLosesItsConnections() throws Exception {
        try (TestBalancer balancer = tcp().before(server.port());
                Socket client = connect(balancer)) {
            Socket backend = server.take();
            balancer.pool().members().removeNow("b0");
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThatThrownBy(() -> backend.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }
}
