package dev.steelyard.lb.core.proxy;

import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.IteratingCallback;

/**
 * One end of a tunnel: passes on what its peer sends, as fast as the other end takes it, and holds a buffer only meanwhile.
 *
 * <p>The iteration sees to it that one thread at a time works here, mostly that of the end point's loop.
 */
final class TunnelEnd extends AbstractConnection.NonBlocking implements Connection.UpgradeTo {
    private static final int BUFFER_SIZE = 32 * 1024;

    /** Reads in a row, so that the other connections of a loop are heard in between. */
    private static final int READS_A_TURN = 8;

    private final ProtocolTunnel tunnel;
    private final ByteBufferPool buffers;
    private final Executor executor;
    private final LongAdder bytes;
    private final Pump pump = new Pump();
    private EndPoint other;
    private ByteBuffer early; // what came before the tunnel stood; null if nothing did
    private RetainableByteBuffer buffer; // null between events

    /** @param bytes counts what comes */
    TunnelEnd(ProtocolTunnel tunnel, EndPoint endPoint, ByteBufferPool buffers, Executor executor, LongAdder bytes) {
        super(endPoint, executor);
        this.tunnel = tunnel;
        this.buffers = buffers;
        this.executor = executor;
        this.bytes = bytes;
    }

    @Override
    public void onUpgradeTo(ByteBuffer unread) {
        early = unread;
    }

    @Override
    public void onOpen() {
        super.onOpen();
        tunnel.onOpen(this);
    }

    /** Begins to pass on. */
    void start(EndPoint passOnTo) {
        other = passOnTo;
        pump.iterate();
    }

    @Override
    public void onFillable() {
        pump.iterate();
    }

    /** Silent for too long, or closed. */
    @Override
    public void onFillInterestedFailed(Throwable cause) {
        tunnel.end();
    }

    @Override
    public void onClose(Throwable cause) {
        super.onClose(cause);
        tunnel.end();
    }

    private final class Pump extends IteratingCallback {
        private int reads;

        @Override
        protected Action process() throws Throwable {
            if (early != null) {
                return passOn(takeEarly());
            }
            if (++reads > READS_A_TURN) {
                reads = 0;
                executor.execute(this::iterate);
                return Action.IDLE;
            }
            if (buffer == null) {
                buffer = buffers.acquire(BUFFER_SIZE, true);
            }
            int filled = getEndPoint().fill(buffer.getByteBuffer());
            if (filled > 0) {
                return passOn(buffer.getByteBuffer());
            }
            return filled == 0 ? await() : Action.SUCCEEDED;
        }

        private ByteBuffer takeEarly() {
            ByteBuffer taken = early;
            early = null;
            return taken;
        }

        private Action passOn(ByteBuffer read) {
            bytes.add(read.remaining());
            other.write(this, read);
            return Action.SCHEDULED;
        }

        private Action await() {
            reads = 0;
            release();
            fillInterested();
            return Action.IDLE;
        }

        private void release() {
            if (buffer != null) {
                buffer.release();
                buffer = null;
            }
        }

        /** The peer has said all: the other one hears of it, and may still answer. */
        @Override
        protected void onCompleteSuccess() {
            release();
            other.shutdownOutput();
            tunnel.onHalfEnd();
        }

        @Override
        protected void onCompleteFailure(Throwable cause) {
            release();
            tunnel.end();
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }
}
