package dev.steelyard.lb.core.accesslog;

import com.codahale.metrics.Counter;
import dev.steelyard.lb.core.config.AccessLogConfig;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes events to standard output or a file, on a thread of its own.
 *
 * <p>Request threads leave an event in a bounded queue and go on; when the writer cannot keep up, lines are dropped and
 * counted. Any thread may write.
 */
public final class AccessLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);

    /** A quarter of a second of 256,000 requests a second; 8 bytes a slot. */
    static final int QUEUE = 65536;

    private final MpscAtomicArrayQueue<AccessLogEvent> queue = new MpscAtomicArrayQueue<>(QUEUE);
    private final AccessLogLine line = new AccessLogLine();
    private final Counter dropped;
    private final OutputStream out;
    private final Thread writer;
    private volatile boolean waiting;
    private volatile boolean closed;
    private boolean failing;

    private AccessLog(OutputStream out, Counter dropped) {
        this.out = out;
        this.dropped = dropped;
        this.writer = out == null ? null : new Thread(this::writeAll, "lb-access-log");
    }

    /**
     * Opens the log.
     *
     * @throws IOException if the file cannot be appended to
     */
    public static AccessLog open(AccessLogConfig config, Counter dropped) throws IOException {
        return to(config.isOff() ? null : target(config), dropped);
    }

    static AccessLog to(OutputStream out, Counter dropped) {
        AccessLog log = new AccessLog(out, dropped);
        if (log.writer != null) {
            log.writer.setDaemon(true);
            log.writer.start();
        }
        return log;
    }

    private static OutputStream target(AccessLogConfig config) throws IOException {
        OutputStream raw = config.isStdout()
                ? new FileOutputStream(FileDescriptor.out)
                : Files.newOutputStream(Path.of(config.to()), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return new BufferedOutputStream(raw, 64 * 1024);
    }

    /** Whether events are wanted at all. */
    public boolean isOn() {
        return out != null;
    }

    /** Leaves an event to be written; never blocks. */
    public void write(AccessLogEvent event) {
        if (!queue.offer(event)) {
            dropped.inc();
        } else if (waiting) {
            LockSupport.unpark(writer);
        }
    }

    private void writeAll() {
        while (!closed || !queue.isEmpty()) {
            AccessLogEvent event = queue.poll();
            if (event == null) {
                flush();
                await();
            } else {
                write(event, line);
            }
        }
        flush();
    }

    /** A full disk may have room again later: what cannot be written is dropped, and the log goes on. */
    private void write(AccessLogEvent event, AccessLogLine to) {
        try {
            to.write(event, out);
            failing = false;
        } catch (RuntimeException failure) {
            dropped.inc();
            onFailure(failure);
        }
    }

    private void flush() {
        try {
            out.flush();
        } catch (IOException failure) {
            onFailure(failure);
        }
    }

    private void onFailure(Exception failure) {
        if (!failing) {
            LOG.error("the access log cannot be written", failure);
        }
        failing = true;
    }

    /** Nothing else comes at once: sleeps until something does. */
    private void await() {
        waiting = true;
        if (queue.isEmpty() && !closed) {
            LockSupport.park(this);
        }
        waiting = false;
    }

    /** Writes what is left and ends the thread. */
    @Override
    public void close() {
        closed = true;
        if (writer != null) {
            LockSupport.unpark(writer);
            join();
        }
    }

    private void join() {
        try {
            writer.join(5000);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
