package dev.steelyard.lb.core.pool;

import com.codahale.metrics.MetricRegistry;
import dev.steelyard.lb.core.metrics.StandingFaults;
import dev.steelyard.lb.core.plugin.InstanceServices;
import dev.steelyard.lb.core.tls.TlsContexts;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What pools share.
 *
 * @param instances what is lent to extensions as well: clocks, randomness, workers, timer
 * @param control one thread that rebuilds snapshots when health changes
 * @param registry where metrics go
 * @param lines makes the line in which requests wait for a place in a pool
 * @param onRemoved hears of backends that left, so that their connections can be closed
 * @param changes hears of what was changed at run time
 * @param faults hears of names that cannot be looked up
 * @param tls how backends are spoken to in TLS
 */
public record PoolServices(
        InstanceServices instances,
        Executor control,
        MetricRegistry registry,
        Function<Pool, WaitingLine> lines,
        Consumer<LiveBackend> onRemoved,
        RuntimeChanges changes,
        StandingFaults faults,
        TlsContexts tls) {}
