package dev.steelyard.lb.core.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** End points, accepting and connecting over real sockets. */
@Timeout(30)
class LoopConnectionsTest {
    private static final int LOOPS = 2;
    private static final int LIMIT = 200;

    private final BlockingQueue<LoopEndPoint> accepted = new LinkedBlockingQueue<>();
    private final BlockingQueue<LoopEndPoint> closed = new LinkedBlockingQueue<>();
    private final List<Socket> clients = new ArrayList<>();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final LoopAcceptor.Trouble trouble = new LoopAcceptor.Trouble() {
        @Override
        public void begins(String why) {
            told.add("begins: " + why);
        }

        @Override
        public void ends() {
            told.add("ends");
        }
    };
    private LoopGroup group;
    private ServerSocketChannel server;
    private LoopAcceptor acceptor;
    private boolean echo = true;
    private long idleMillis;

    @BeforeEach
    void start() throws Exception {
        group = new LoopGroup("test-loop", LOOPS);
        server = ServerSocketChannel.open();
        server.configureBlocking(false);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
        acceptor = new LoopAcceptor(group, server, LIMIT, this::accepted, trouble);
        acceptor.start();
    }

    @AfterEach
    void stop() throws Exception {
        for (Socket client : clients) {
            client.close();
        }
        acceptor.close();
        group.close();
    }

    private void accepted(EventLoop loop, SocketChannel channel) throws IOException {
        LoopEndPoint endPoint = new LoopEndPoint(loop, channel, this::closed);
        endPoint.setIdleTimeout(idleMillis);
        endPoint.register();
        endPoint.open(new Echo(endPoint, echo));
        accepted.add(endPoint);
    }

    private void closed(LoopEndPoint endPoint) {
        closed.add(endPoint);
        acceptor.released();
    }

    private Socket connect() throws IOException {
        Socket client =
                new Socket(InetAddress.getLoopbackAddress(), server.socket().getLocalPort());
        client.setSoTimeout(10_000);
        clients.add(client);
        return client;
    }

    private LoopEndPoint nextAccepted() throws InterruptedException {
        return accepted.poll(5, TimeUnit.SECONDS);
    }

    /** Writes back what it reads; reads on only when asked to, if it does not echo. */
    private static final class Echo extends AbstractConnection.NonBlocking {
        private final boolean echo;

        Echo(LoopEndPoint endPoint, boolean echo) {
            super(endPoint, Runnable::run);
            this.echo = echo;
        }

        @Override
        public void onOpen() {
            super.onOpen();
            if (echo) {
                fillInterested();
            }
        }

        @Override
        public void onFillable() {
            copying.iterate();
        }

        private final IteratingCallback copying = new IteratingCallback() {
            @Override
            protected Action process() {
                ByteBuffer buffer = BufferUtil.allocate(4096);
                int filled = fill(buffer);
                if (filled > 0) {
                    getEndPoint().write(this, buffer);
                    return Action.SCHEDULED;
                }
                if (filled == 0) {
                    fillInterested();
                } else {
                    getEndPoint().close();
                }
                return Action.IDLE;
            }

            private int fill(ByteBuffer buffer) {
                return ((LoopEndPoint) getEndPoint()).fill(buffer);
            }

            @Override
            protected void onCompleteFailure(Throwable cause) {
                getEndPoint().close();
            }
        };
    }

    @Test
    void bytesComeBackAsTheyWereSentHoweverSlowlyTheyAreRead() throws Exception {
        byte[] sent = new byte[8 << 20];
        new Random(3).nextBytes(sent);
        Socket client = connect();
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> write(client, sent));
        byte[] received = new byte[sent.length];
        InputStream in = client.getInputStream();
        for (int read = 0; read < received.length; ) {
            read += in.read(received, read, Math.min(1000, received.length - read));
        }
        writing.get(10, TimeUnit.SECONDS);
        assertThat(Arrays.equals(received, sent)).isTrue();
    }

    private static void write(Socket client, byte[] bytes) {
        try {
            client.getOutputStream().write(bytes);
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    @Test
    void whatCameWhileNobodyWantedToReadIsReadLater() throws Exception {
        echo = false;
        Socket client = connect();
        LoopEndPoint endPoint = nextAccepted();
        client.getOutputStream().write("one".getBytes());
        onLoop(endPoint.loop(), () -> {}); // the event that nobody wanted has come, or comes after
        CompletableFuture<String> read = new CompletableFuture<>();
        endPoint.fillInterested(Callback.from(() -> read.complete(fill(endPoint)), read::completeExceptionally));
        assertThat(read.get(5, TimeUnit.SECONDS)).isEqualTo("one");
        client.getOutputStream().write("two".getBytes());
        CompletableFuture<String> again = new CompletableFuture<>();
        endPoint.fillInterested(Callback.from(() -> again.complete(fill(endPoint)), again::completeExceptionally));
        assertThat(again.get(5, TimeUnit.SECONDS)).isEqualTo("two");
    }

    private static String fill(LoopEndPoint endPoint) {
        ByteBuffer buffer = BufferUtil.allocate(100);
        endPoint.fill(buffer);
        return BufferUtil.toString(buffer);
    }

    private static void onLoop(EventLoop loop, Runnable task) throws Exception {
        CompletableFuture<Void> ran = new CompletableFuture<>();
        loop.execute(() -> {
            task.run();
            ran.complete(null);
        });
        ran.get(5, TimeUnit.SECONDS);
    }

    @Test
    void aClientThatGoesAwayClosesTheEndPointOnceAndFreesTheLoop() throws Exception {
        Socket client = connect();
        LoopEndPoint endPoint = nextAccepted();
        client.close();
        assertThat(closed.poll(5, TimeUnit.SECONDS)).isSameAs(endPoint);
        assertThat(endPoint.isOpen()).isFalse();
        assertThat(group.loops()).allMatch(loop -> loop.connections() == 0);
        assertThat(closed).isEmpty();
    }

    @Test
    void closingFromAnotherThreadReachesTheClientAtOnce() throws Exception {
        Socket client = connect();
        nextAccepted().close();
        assertThat(client.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void aSilentConnectionIsClosedAfterItsIdleTime() throws Exception {
        idleMillis = 100;
        Socket client = connect();
        assertThat(client.getInputStream().read()).isEqualTo(-1);
        assertThat(closed.poll(5, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void aBurstOfConnectionsIsSpreadOverTheLoops() throws Exception {
        for (int i = 0; i < 200; i++) {
            connect();
        }
        for (int i = 0; i < 200; i++) {
            assertThat(nextAccepted()).isNotNull();
        }
        assertThat(group.loops()).allMatch(loop -> loop.connections() >= 80);
    }

    @Test
    void aConnectionOverTheLimitWaitsUntilAnotherIsClosed() throws Exception {
        for (int i = 0; i < LIMIT; i++) {
            connect();
            assertThat(nextAccepted()).isNotNull();
        }
        Socket waiting = connect(); // in the kernel's queue
        waiting.getOutputStream().write('x');
        assertThat(accepted.poll(200, TimeUnit.MILLISECONDS)).isNull();
        clients.get(7).close();
        assertThat(nextAccepted()).isNotNull();
        assertThat(waiting.getInputStream().read()).isEqualTo('x');
    }

    @Test
    void aConnectionThatAnotherThreadClosesAtTheMomentItIsSelectedIsNoFailure() throws Exception {
        connect();
        LoopEndPoint endPoint = nextAccepted();
        try (Selector selector = Selector.open();
                SocketChannel channel = SocketChannel.open()) {
            channel.configureBlocking(false);
            SelectionKey key = channel.register(selector, 0);
            key.cancel();
            onLoop(endPoint.loop(), () -> endPoint.onSelected(key));
        }
    }

    @Test
    void refusalsOfTheSystemAreToldOnceAndEndWhenNoneCameForAWhile() throws Exception {
        AcceptFailures failures = new AcceptFailures(trouble);
        for (EventLoop loop : group.loops()) {
            for (int i = 0; i < 3; i++) {
                onLoop(loop, () -> failures.failed(loop, new IOException("Too many open files")));
            }
        }
        assertThat(told.poll(5, TimeUnit.SECONDS)).isEqualTo("begins: Too many open files");
        assertThat(told.poll(5, TimeUnit.SECONDS)).isEqualTo("ends");
        EventLoop loop = group.loops().get(1);
        onLoop(loop, () -> failures.failed(loop, new IOException("Too many open files in system")));
        assertThat(told.poll(5, TimeUnit.SECONDS)).isEqualTo("begins: Too many open files in system");
        assertThat(told.poll(5, TimeUnit.SECONDS)).isEqualTo("ends");
    }

    @Test
    void aClosedAcceptorRefusesNewConnectionsAndKeepsTheOldOnes() throws Exception {
        Socket client = connect();
        nextAccepted();
        acceptor.close();
        for (EventLoop loop : group.loops()) {
            onLoop(loop, () -> {});
            onLoop(loop, () -> {}); // a turn later the descriptor is free
        }
        assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
        client.getOutputStream().write('x');
        assertThat(client.getInputStream().read()).isEqualTo('x');
    }

    private LoopEndPoint connectFromLoop(InetSocketAddress address, long timeoutMillis) throws Exception {
        CompletableFuture<LoopEndPoint> result = new CompletableFuture<>();
        EventLoop loop = group.loops().get(0);
        loop.execute(() -> LoopConnect.start(
                loop, address, TimeUnit.MILLISECONDS.toNanos(timeoutMillis), new LoopConnect.Result() {
                    @Override
                    public void connected(LoopEndPoint endPoint) {
                        result.complete(endPoint);
                    }

                    @Override
                    public void failed(Throwable failure) {
                        result.completeExceptionally(failure);
                    }
                }));
        try {
            return result.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof Exception cause ? cause : failed;
        }
    }

    private InetSocketAddress serverAddress() {
        return new InetSocketAddress(
                InetAddress.getLoopbackAddress(), server.socket().getLocalPort());
    }

    @Test
    void aLoopConnectsToAServer() throws Exception {
        LoopEndPoint endPoint = connectFromLoop(serverAddress(), 1000);
        assertThat(endPoint.getRemoteSocketAddress()).isEqualTo(serverAddress());
        assertThat(nextAccepted()).isNotNull();
        endPoint.close();
    }

    @Test
    void aRefusedConnectionFailsAtOnceAndLeavesNothing() throws Exception {
        int free;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = taken.getLocalPort();
        }
        assertThatThrownBy(() -> connectFromLoop(new InetSocketAddress(InetAddress.getLoopbackAddress(), free), 5000))
                .isInstanceOf(ConnectException.class);
        EventLoop loop = group.loops().get(0);
        onLoop(loop, () -> assertThat(loop.wheel().size()).isZero());
        assertThat(loop.connections()).isZero();
    }

    @Test
    void aConnectionThatIsNotTakenFailsAfterItsTime() throws Exception {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<SocketChannel> queued = new ArrayList<>();
            for (int i = 0; i < 3; i++) { // a backlog of one takes two; further ones wait
                SocketChannel waiting = SocketChannel.open();
                waiting.configureBlocking(false);
                waiting.connect(full.getLocalSocketAddress());
                queued.add(waiting);
            }
            assertThatThrownBy(() -> connectFromLoop((InetSocketAddress) full.getLocalSocketAddress(), 200))
                    .isInstanceOf(SocketTimeoutException.class);
            for (SocketChannel waiting : queued) {
                waiting.close();
            }
        }
    }

    @Test
    void anUnresolvedAddressFailsWithoutALookUp() {
        assertThatThrownBy(() -> connectFromLoop(InetSocketAddress.createUnresolved("nowhere.invalid", 80), 200))
                .isInstanceOf(UnresolvedAddressException.class);
    }

    @Test
    void stoppingTheGroupClosesEveryConnection() throws Exception {
        Socket client = connect();
        nextAccepted();
        group.close();
        assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
}
