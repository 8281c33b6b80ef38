package dev.steelyard.lb.core.stream;

import dev.steelyard.lb.core.loop.LoopSocket;
import dev.steelyard.lb.core.stream.ClientHello.Malformed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Reads what a client of TLS says first, and keeps it for the backend.
 *
 * <p>Lives on its loop's thread.
 */
final class HelloPreamble implements LoopSocket.Events {
    private final LoopSocket socket;
    private final ByteBuffer received;
    private final Result result;
    private final Scheduler.Task deadline;
    private int wanted = 1; // bytes in all before it is looked at again: else one byte at a time would cost much
    private boolean over;

    /** What becomes of it; one of the two is called, once, on the loop, unless it was given up. */
    interface Result {
        void hello(ClientHello hello);

        void failed(String reason);
    }

    /** @param received empty; what comes is put there */
    HelloPreamble(LoopSocket socket, ByteBuffer received, long timeoutNanos, Result result) {
        this.socket = socket;
        this.received = received;
        this.result = result;
        this.deadline =
                socket.loop().scheduler().schedule(() -> fail("hello_timeout"), timeoutNanos, TimeUnit.NANOSECONDS);
    }

    void begin() {
        socket.setEvents(this);
        socket.setReading(true);
    }

    @Override
    public void onReadable() {
        try {
            int read = socket.read(received);
            if (read < 0) {
                fail("client_gone");
            } else if (received.position() >= wanted) {
                look();
            }
        } catch (IOException reset) {
            fail("client_reset");
        } catch (Malformed noHello) {
            fail("bad_hello");
        }
    }

    private void look() throws Malformed {
        int missing = ClientHello.missing(received);
        if (missing == 0) {
            ClientHello hello = ClientHello.of(received);
            giveUp();
            result.hello(hello);
        } else if (missing > received.remaining()) {
            throw new Malformed("too many records for one ClientHello");
        } else {
            wanted = received.position() + missing;
        }
    }

    private void fail(String reason) {
        if (!over) {
            giveUp();
            result.failed(reason);
        }
    }

    /** Reads no more. */
    void giveUp() {
        over = true;
        deadline.cancel();
        socket.setReading(false);
    }

    @Override
    public void onWritable() {}

    @Override
    public void onLoopStopped() {
        fail("stopped");
    }
}
