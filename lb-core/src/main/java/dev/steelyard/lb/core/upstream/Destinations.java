package dev.steelyard.lb.core.upstream;

import dev.steelyard.lb.core.config.BackendProtocol;
import dev.steelyard.lb.core.config.BackendTlsConfig;
import dev.steelyard.lb.core.config.PoolConfig;
import dev.steelyard.lb.core.loop.EventLoop;
import dev.steelyard.lb.core.loop.LoopGroup;
import dev.steelyard.lb.core.loop.TlsHandshake;
import dev.steelyard.lb.core.pool.LiveBackend;
import dev.steelyard.lb.core.pool.Pool;
import dev.steelyard.lb.core.tls.ClientTls;
import dev.steelyard.lb.core.tls.TlsContexts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.util.component.LifeCycle;

/**
 * Jetty's destinations: of each loop one to each backend, where its connections of now are kept.
 *
 * <p>When what is spoken to a backend changes, by config or by files, requests go to another destination from then on, and the
 * connections of the old one are used by none that comes later. Any thread; looking one up takes no lock.
 */
final class Destinations {
    private final HttpClient client;
    private final LoopGroup loops;
    private final TlsContexts tls;
    private final TlsHandshake.Means means;
    private final Consumer<Destination> onOutOfDate;
    private final List<Map<LiveBackend, Way>> ways = new ArrayList<>();
    private final Set<Destination> outOfDate = ConcurrentHashMap.newKeySet();

    /**
     * A destination, and what it was made for.
     *
     * @param config as the pool has it, the very object
     * @param tls {@code null} for plain text
     * @param terms as they were
     * @param version of HTTP
     */
    private record Way(
            BackendTlsConfig config,
            ClientTls tls,
            ClientTls.Terms terms,
            BackendProtocol version,
            Destination destination) {
        boolean leadsTo(PoolConfig now) {
            return config == now.tls() && version == now.protocol() && (tls == null || tls.terms() == terms);
        }
    }

    /**
     * @param onOutOfDate hears of each destination that no request goes to any more, but for those that were about to
     */
    Destinations(
            HttpClient client,
            LoopGroup loops,
            TlsContexts tls,
            TlsHandshake.Means means,
            Consumer<Destination> onOutOfDate) {
        this.client = client;
        this.loops = loops;
        this.tls = tls;
        this.means = means;
        this.onOutOfDate = onOutOfDate;
        loops.loops().forEach(loop -> ways.add(new ConcurrentHashMap<>()));
    }

    /** Where requests to a backend go from the loop this thread runs. */
    Destination to(Pool pool, LiveBackend backend) {
        EventLoop loop = loops.currentOrNext();
        PoolConfig config = pool.config();
        Map<LiveBackend, Way> own = ways.get(loop.index());
        Way known = own.get(backend);
        if (known == null || !known.leadsTo(config)) {
            known = own.compute(backend, (same, before) -> way(loop, pool, backend, config, before));
        }
        return known.destination();
    }

    private Way way(EventLoop loop, Pool pool, LiveBackend backend, PoolConfig config, Way before) {
        ClientTls wanted = config.tls().enabled() ? tls.client(config.tls()) : null;
        ClientTls.Terms terms = wanted == null ? null : wanted.terms();
        if (before != null && before.terms() == terms && before.version() == config.protocol()) {
            return new Way(
                    config.tls(),
                    wanted,
                    terms,
                    config.protocol(),
                    before.destination()); // the config says the same in other words
        }
        if (before != null) {
            outOfDate.add(before.destination());
            onOutOfDate.accept(before.destination());
        }
        BackendChain chain = new BackendChain(terms, config.protocol(), means);
        return new Way(config.tls(), wanted, terms, config.protocol(), newDestination(loop, pool, backend, chain));
    }

    private Destination newDestination(EventLoop loop, Pool pool, LiveBackend backend, BackendChain chain) {
        LoopTransport transport =
                new LoopTransport(loop, backend, () -> pool.config().timeouts(), chain);
        return client.resolveDestination(transport.origin());
    }

    /** How the loops are connected to a backend now, those that are out of date too. */
    Stream<LoopTransport> transports(LiveBackend backend) {
        Stream<Destination> current = ways.stream()
                .map(own -> own.get(backend))
                .filter(Objects::nonNull)
                .map(Way::destination);
        return Stream.concat(current, outOfDate.stream())
                .map(destination -> (LoopTransport) destination.getOrigin().getTransport())
                .filter(transport -> transport.backend() == backend);
    }

    /** Forgets a backend and closes its connections. */
    void remove(LiveBackend backend) {
        for (Map<LiveBackend, Way> own : ways) {
            Way way = own.remove(backend);
            if (way != null) {
                close(way.destination());
            }
        }
    }

    /** Closes the connections of a destination that no request uses. */
    void close(Destination destination) {
        outOfDate.remove(destination);
        client.removeDestination(destination);
        LifeCycle.stop(destination);
    }
}
