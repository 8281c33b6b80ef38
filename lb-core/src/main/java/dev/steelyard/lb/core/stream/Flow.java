package dev.steelyard.lb.core.stream;

import com.codahale.metrics.Counter;
import dev.steelyard.lb.core.loop.LoopSocket;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The bytes of one direction. What the one end has no room for is held, and no more is read from the other until it is gone:
 * so each direction holds one buffer at most, and none while it flows.
 *
 * <p>Lives on its loop's thread.
 */
final class Flow {
    /** So that other connections are heard in between. */
    private static final int READS_AN_EVENT = 4;

    private final LoopSocket from;
    private final LoopSocket to;
    private final LoopStreams buffers;
    private final Counter counter;
    private ByteBuffer held; // null unless the sink has no room
    private boolean sourceEnded;
    private boolean over;
    private long bytes;

    /** What became of a step. */
    enum Step {
        /** There may be more. */
        GOES_ON,
        /** All there was has been passed on, and its end too. */
        AT_END,
        /** The source reset its connection. */
        SOURCE_RESET,
        /** The sink takes no more. */
        SINK_GONE
    }

    Flow(LoopSocket from, LoopSocket to, LoopStreams buffers, Counter counter) {
        this.from = from;
        this.to = to;
        this.buffers = buffers;
        this.counter = counter;
    }

    /** Passes on bytes that were read before, if there are any, and then all that comes. */
    Step start(ByteBuffer before) {
        from.setReading(true);
        return before == null || !before.hasRemaining() ? Step.GOES_ON : write(before) ? Step.GOES_ON : Step.SINK_GONE;
    }

    /** The source has something. */
    Step onReadable() {
        for (int i = 0; i < READS_AN_EVENT && held == null; i++) {
            ByteBuffer buffer = buffers.takeBuffer();
            int read;
            try {
                read = from.read(buffer);
            } catch (IOException reset) {
                buffers.giveBuffer(buffer);
                return Step.SOURCE_RESET;
            }
            if (read <= 0) {
                buffers.giveBuffer(buffer);
                return read == 0 ? Step.GOES_ON : onSourceEnded();
            }
            boolean last = buffer.hasRemaining(); // the source had less than there was room for
            if (!write(buffer.flip())) {
                return Step.SINK_GONE;
            }
            if (last) {
                return Step.GOES_ON;
            }
        }
        return Step.GOES_ON;
    }

    private Step onSourceEnded() {
        sourceEnded = true;
        from.setReading(false);
        return end();
    }

    private Step end() {
        over = true;
        to.shutdownOutput();
        return Step.AT_END;
    }

    /** Whether the sink is still there. */
    private boolean write(ByteBuffer buffer) {
        try {
            int written = to.write(buffer);
            bytes += written;
            counter.inc(written);
        } catch (IOException gone) {
            buffers.giveBuffer(buffer);
            return false;
        }
        if (buffer.hasRemaining()) {
            held = buffer;
            from.setReading(false);
            to.setWriting(true);
        } else {
            buffers.giveBuffer(buffer);
        }
        return true;
    }

    /** The sink has room again. */
    Step onWritable() {
        to.setWriting(false);
        if (held == null) {
            return Step.GOES_ON;
        }
        ByteBuffer buffer = held;
        held = null;
        if (!write(buffer)) {
            return Step.SINK_GONE;
        }
        if (held != null) {
            return Step.GOES_ON;
        }
        if (sourceEnded) {
            return end();
        }
        from.setReading(true);
        return Step.GOES_ON;
    }

    /** No more is passed on, and what is held is forgotten. A second call does nothing. */
    void giveUp() {
        over = true;
        from.setReading(false);
        if (held != null) {
            buffers.giveBuffer(held);
            held = null;
        }
    }

    /** Whether all of it is done. */
    boolean isOver() {
        return over;
    }

    /** Bytes that were passed on. */
    long bytes() {
        return bytes;
    }
}
