package dev.steelyard.lb.core.stream;

import dev.steelyard.lb.core.loop.LoopSocket;
import dev.steelyard.lb.core.stream.ProxyHeader.Malformed;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Reads the header of the PROXY protocol from a connection, and not a byte more: what is glued to it stays in the socket for
 * whoever comes next.
 *
 * <p>Lives on its loop's thread.
 */
public final class ProxyPreamble implements LoopSocket.Events {
    private final LoopSocket socket;
    private final Result result;
    private final Scheduler.Task deadline;
    private ByteBuffer header = ByteBuffer.allocate(ProxyHeader.LONGEST_V1).limit(ProxyHeader.PREFIX);
    private ProxyHeader.Version version; // null before its prefix is here
    private boolean over;

    /** What becomes of it; one of the two is called, once, on the loop. */
    public interface Result {
        /** @param source where the connection comes from; {@code null} if the header does not say */
        void read(InetSocketAddress source);

        /** The peer broke the rules, or went; the socket is left to be closed. */
        void failed(String why);
    }

    private ProxyPreamble(LoopSocket socket, long timeoutNanos, Result result) {
        this.socket = socket;
        this.result = result;
        this.deadline =
                socket.loop().scheduler().schedule(() -> fail("not there in time"), timeoutNanos, TimeUnit.NANOSECONDS);
    }

    /** Begins to read; called on the loop. */
    public static void read(LoopSocket socket, long timeoutNanos, Result result) {
        socket.setEvents(new ProxyPreamble(socket, timeoutNanos, result));
        socket.setReading(true);
    }

    @Override
    public void onReadable() {
        try {
            while (!over) {
                int read = socket.read(header);
                if (read < 0) {
                    fail("broken off");
                } else if (read == 0) {
                    return;
                } else if (!header.hasRemaining()) {
                    onFull();
                }
            }
        } catch (IOException | Malformed failure) {
            fail(failure.getMessage());
        }
    }

    /** As much of it is here as was asked for. */
    private void onFull() throws Malformed {
        if (version == null) {
            version = ProxyHeader.version(header.array());
            switch (version) {
                case V1 -> header.limit(ProxyHeader.PREFIX + 1);
                case V2 -> header.limit(ProxyHeader.HEAD_V2);
                case NONE -> throw new Malformed("there is none");
            }
        } else if (version == ProxyHeader.Version.V1) {
            onByteOfV1();
        } else {
            onPartOfV2();
        }
    }

    /** Where the line ends is known when its end is here. */
    private void onByteOfV1() throws Malformed {
        int length = header.position();
        if (header.get(length - 1) == '\n') {
            end(ProxyHeader.readV1(new String(header.array(), 0, length, StandardCharsets.ISO_8859_1)));
        } else if (length == ProxyHeader.LONGEST_V1) {
            throw new Malformed("its line does not end");
        } else {
            header.limit(length + 1);
        }
    }

    private void onPartOfV2() throws Malformed {
        int all = ProxyHeader.HEAD_V2 + ProxyHeader.restOfV2(header.array());
        if (header.position() == all) {
            byte[] whole = new byte[all];
            header.get(0, whole);
            end(ProxyHeader.readV2(whole));
        } else {
            header = ByteBuffer.allocate(all).put(header.flip());
        }
    }

    private void end(InetSocketAddress source) {
        over = true;
        deadline.cancel();
        socket.setReading(false);
        result.read(source);
    }

    private void fail(String why) {
        if (!over) {
            over = true;
            deadline.cancel();
            socket.setReading(false);
            result.failed(why);
        }
    }

    @Override
    public void onWritable() {}

    @Override
    public void onLoopStopped() {
        fail("the balancer stops");
    }
}
