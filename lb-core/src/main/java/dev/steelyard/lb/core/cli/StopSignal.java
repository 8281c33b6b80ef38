package dev.steelyard.lb.core.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Waits for SIGTERM or Ctrl-C, and lets the process end with exit code 0 after the stop that they ask for.
 *
 * <p>The JVM answers a signal with its shutdown hooks and would then exit with 143; the hook here waits until the stop is
 * done and ends the process itself.
 */
final class StopSignal {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);

    private StopSignal() {}

    static StopSignal create() {
        return new StopSignal();
    }

    /** From now on signals ask for a stop, and the process waits for it to be done. */
    StopSignal install() {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(this::onShutdown, "lb-stop"));
        } catch (IllegalStateException endsAlready) {
            ask(); // a signal came before: the process ends by itself, at any moment
        }
        return this;
    }

    private void onShutdown() {
        asked.countDown();
        try {
            stopped.await();
            Runtime.getRuntime().halt(0);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks for a stop from within. */
    void ask() {
        asked.countDown();
    }

    /** Waits until a stop is asked for. */
    void await() throws InterruptedException {
        asked.await();
    }

    /** Waits until a stop is asked for, or the time is over. */
    void await(Duration atMost) throws InterruptedException {
        asked.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Everything is stopped. */
    void done() {
        stopped.countDown();
    }
}
