package dev.steelyard.lb.api.health;

import dev.steelyard.lb.api.backend.Backend;
import java.util.concurrent.CompletableFuture;

/** Probes backends, one probe a call; keeps no verdict of its own. */
public interface HealthCheck extends AutoCloseable {

    /**
     * Starts one probe.
     *
     * <p><b>Threads:</b> the core's timer, one probe a backend at a time and many backends at once; must not block (blocking
     * work goes to {@link dev.steelyard.lb.api.ExtensionContext#executor()}). <b>Failure:</b> an exception, thrown or in
     * the future, counts as a failed probe with its message. At the timeout the core cancels the future: the check then
     * closes what it opened.
     *
     * @return completes with the result, on any thread; never {@code null}
     */
    CompletableFuture<ProbeResult> probe(Backend backend);

    /**
     * Frees what the check holds.
     *
     * <p><b>Threads:</b> one caller, once, after the last probe ended. <b>Failure:</b> an exception is logged.
     */
    @Override
    default void close() {}
}
