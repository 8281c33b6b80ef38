package dev.steelyard.lb.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * Opens connections, has one request answered on each, and then holds them until it is ended.
 *
 * <p>Prints {@code @ open N} when all that can be open are, and {@code @ lost N} when others were closed on it since. A
 * source address serves at most 20,000 connections, fewer than it has ephemeral ports; 127.0.0.2, 127.0.0.3 … follow.
 */
public final class IdleClient {
    private static final int PER_ADDRESS = 20_000;
    private static final int UNANSWERED_AT_MOST = 100;

    private final InetSocketAddress server;
    private final int wanted;
    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
    private final ByteBuffer request = StandardCharsets.US_ASCII.encode("GET / HTTP/1.1\r\nHost: bench\r\n\r\n");
    private int started;
    private int unanswered;
    private int answered;
    private int closed;

    private IdleClient(InetSocketAddress server, int wanted) throws IOException {
        this.server = server;
        this.wanted = wanted;
    }

    /**
     * @param args port, connections
     */
    public static void main(String[] args) throws IOException {
        InetSocketAddress server = new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0]));
        IdleClient client = new IdleClient(server, Integer.parseInt(args[1]));
        client.open();
        System.out.println("@ open " + client.answered);
        client.hold();
    }

    private void open() throws IOException {
        while (started < wanted || unanswered > 0) {
            while (started < wanted && unanswered < UNANSWERED_AT_MOST) {
                start(started++);
            }
            selector.select(this::read, 10_000);
        }
    }

    private void start(int number) throws IOException {
        SocketChannel channel = SocketChannel.open();
        if (number >= PER_ADDRESS) {
            // Ports of connections that closed a moment ago may be taken again; the kernel knows that of its own choice.
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(new InetSocketAddress("127.0.0." + (1 + number / PER_ADDRESS), 0));
        }
        channel.connect(server);
        channel.write(request.duplicate());
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, Boolean.FALSE);
        unanswered++;
    }

    /** An answer of 100 bytes comes in one piece, or the rest of it changes nothing here. */
    private void read(SelectionKey key) {
        boolean first = key.attachment() == Boolean.FALSE;
        boolean open = isOpenAfterRead((SocketChannel) key.channel());
        if (!open) {
            key.cancel();
        }
        key.attach(Boolean.TRUE);
        unanswered -= first ? 1 : 0;
        answered += first && open ? 1 : 0;
        closed += open || first ? 0 : 1;
    }

    /** Whether the connection is still open. */
    private boolean isOpenAfterRead(SocketChannel channel) {
        try {
            return channel.read(buffer.clear()) >= 0;
        } catch (IOException reset) {
            return false;
        }
    }

    private void hold() throws IOException {
        int told = 0;
        while (selector.isOpen()) {
            selector.select(this::read);
            if (closed > told) {
                told = closed;
                System.out.println("@ lost " + told);
            }
        }
    }
}
