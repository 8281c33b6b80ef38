package dev.steelyard.lb.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.distribution.fixture.Browser;
import dev.steelyard.lb.distribution.fixture.Bundle;
import dev.steelyard.lb.distribution.fixture.Finished;
import dev.steelyard.lb.distribution.fixture.RunningLb;
import dev.steelyard.lb.distribution.fixture.Tools;
import dev.steelyard.lb.distribution.fixture.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections of TCP through the bundle, by clients and servers that are not ours. */
class TcpIT {

    private static String config(int... ports) {
        List<String> backends = new ArrayList<>();
        for (int port : ports) {
            backends.add("{ id = p" + backends.size() + ", host = \"127.0.0.1\", port = " + port + " }");
        }
        return """
                listeners.db { bind = "127.0.0.1:0", protocol = tcp, pool = db }
                admin.bind = "127.0.0.1:0"
                pools.db { health.interval = 1h, backends = %s }
                drain-timeout = 2s
                """.formatted(backends);
    }

    private static String ask(RunningLb balancer, String shell) throws Exception {
        int port = balancer.url("db", "").getPort();
        Finished finished = Bundle.finish(new ProcessBuilder("bash", "-c", shell.replace("PORT", "" + port)));
        assertThat(finished.exitCode()).as(finished.toString()).isZero();
        return finished.out().strip();
    }

    @Test
    void netcatTalksToSocatThroughItAndEndsFirst() throws Exception {
        Tools.need("socat", "nc");
        try (Tools.Server server = Tools.serve(port ->
                        List.of("socat", "TCP-LISTEN:" + port + ",bind=127.0.0.1,fork,reuseaddr", "SYSTEM:rev"));
                RunningLb balancer = RunningLb.start(Bundle.shared(), config(server.port()))) {
            // It reverses what came once it has all of it: so it must hear of the end, and still be heard after it.
            assertThat(ask(balancer, "echo desserts | nc -N -w 10 127.0.0.1 PORT"))
                    .isEqualTo("stressed");
        }
    }

    @Test
    void aBackendThatIsDownCostsNoConnection() throws Exception {
        Tools.need("socat", "nc");
        try (Tools.Server server = Tools.serve(port ->
                        List.of("socat", "TCP-LISTEN:" + port + ",bind=127.0.0.1,fork,reuseaddr", "SYSTEM:rev"));
                RunningLb balancer = RunningLb.start(Bundle.shared(), config(Tools.deadPort(), server.port()))) {
            for (int i = 0; i < 8; i++) {
                assertThat(ask(balancer, "echo live | nc -N -w 10 127.0.0.1 PORT"))
                        .isEqualTo("evil");
            }
            assertThat(balancer.api().status("p0")).isEqualTo("unhealthy");
        }
    }

    @Test
    void redisIsServedThroughIt(@TempDir Path folder) throws Exception {
        Tools.need("redis-server", "redis-cli");
        try (Tools.Server server = Tools.serve(port -> List.of(
                        "redis-server",
                        "--port",
                        "" + port,
                        "--bind",
                        "127.0.0.1",
                        "--dir",
                        folder.toString(),
                        "--save",
                        ""));
                RunningLb balancer = RunningLb.start(Bundle.shared(), config(server.port()))) {
            String big = "head -c 3000000 /dev/zero | tr '\\0' x";
            assertThat(ask(balancer, big + " | redis-cli -p PORT -x set big")).isEqualTo("OK");
            assertThat(ask(balancer, "redis-cli -p PORT strlen big")).isEqualTo("3000000");
            assertThat(ask(balancer, "redis-cli -p PORT get big | wc -c")).isEqualTo("3000001");
        }
    }

    /** The connection lives on over the reload, by the pool it has; the next one goes by the new config. */
    @Test
    void connectionsStayOverAReloadAndNewOnesGoByTheNewConfig(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("lb.conf");
        try (ServerSocket first = listening();
                ServerSocket second = listening()) {
            Files.writeString(file, config(first.getLocalPort()));
            try (RunningLb balancer = RunningLb.start(Bundle.shared().command(List.of("run", "-c", file.toString())))) {
                int port = balancer.url("db", "").getPort();
                try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
                        Socket backend = acceptedFor(client, first)) {
                    Files.writeString(file, config(second.getLocalPort()));
                    new ProcessBuilder("kill", "-HUP", "" + balancer.pid())
                            .start()
                            .waitFor();
                    balancer.awaitLog("config reloaded");
                    try (Socket next = new Socket(InetAddress.getLoopbackAddress(), port);
                            Socket other = acceptedFor(next, second)) {
                        assertThat(passes(other, next)).isTrue();
                        assertThat(passes(client, backend)).isTrue();
                    }
                }
                Waiting.until(
                        "both are over",
                        () -> new Browser()
                                .get(balancer.admin("/metrics"))
                                .body()
                                .contains("lb_stream_connections_total{listener=\"db\",result=\"ok\"} 2"));
                balancer.terminate();
                assertThat(balancer.awaitEnd()).isZero();
            }
        }
    }

    /** A stop waits for connections as long as it may, and then ends all the same. */
    @Test
    void aStopCutsOffWhatDoesNotEndInTime() throws Exception {
        try (ServerSocket server = listening();
                RunningLb balancer = RunningLb.start(Bundle.shared(), config(server.getLocalPort()));
                Socket client = new Socket(
                        InetAddress.getLoopbackAddress(), balancer.url("db", "").getPort());
                Socket backend = acceptedFor(client, server)) {
            balancer.terminate();
            balancer.awaitLog("1 connections were cut off");
            assertThat(balancer.awaitEnd()).isZero();
            assertThat(passesNoMore(client)).isTrue();
            assertThat(passesNoMore(backend)).isTrue();
        }
    }

    private static ServerSocket listening() throws Exception {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        server.setSoTimeout(10_000);
        return server;
    }

    /** The connection that a client's first byte comes by; health checks connect too, and say nothing. */
    private static Socket acceptedFor(Socket client, ServerSocket server) throws Exception {
        client.getOutputStream().write('x');
        while (true) {
            Socket accepted = server.accept();
            accepted.setSoTimeout(10_000);
            if (accepted.getInputStream().read() == 'x') {
                return accepted;
            }
            accepted.close();
        }
    }

    private static boolean passes(Socket from, Socket to) throws Exception {
        to.setSoTimeout(10_000);
        from.getOutputStream().write('x');
        return to.getInputStream().read() == 'x';
    }

    private static boolean passesNoMore(Socket socket) {
        try {
            socket.setSoTimeout(10_000);
            return socket.getInputStream().read() < 0;
        } catch (IOException reset) {
            return reset.getMessage().contains("reset");
        }
    }
}
