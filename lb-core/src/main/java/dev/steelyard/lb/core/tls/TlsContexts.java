package dev.steelyard.lb.core.tls;

import dev.steelyard.lb.api.settings.Problem;
import dev.steelyard.lb.api.settings.SettingsException;
import dev.steelyard.lb.core.config.BackendTlsConfig;
import dev.steelyard.lb.core.config.LbConfig;
import dev.steelyard.lb.core.config.TlsConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLEngine;

/**
 * All {@code tls} blocks in use, of listeners and of pools, with what their files say. A block that is the same after a reload
 * keeps its certificates and its sessions. Any thread.
 */
public final class TlsContexts {
    private TlsBlocks<TlsConfig, ServerTls> servers;
    private TlsBlocks<BackendTlsConfig, ClientTls> clients;
    private Set<Object> usedBefore = new HashSet<>();

    /**
     * @param directory what paths in the config are relative to
     */
    public TlsContexts(Path directory, Clock clock) {
        CertificateFiles files = new CertificateFiles(directory, clock);
        this.servers = TlsBlocks.none((block, faults) -> ServerTls.load(block, files, faults));
        this.clients = TlsBlocks.none((block, faults) -> ClientTls.load(block, files, faults));
    }

    /**
     * Makes what a config needs and is not there yet.
     *
     * @throws SettingsException with every file that cannot be used; its problems name paths of the config and no lines
     */
    public synchronized void prepare(LbConfig config) {
        List<Problem> problems = new ArrayList<>();
        TlsBlocks<TlsConfig, ServerTls> nextServers = servers.with(ofListeners(config), problems);
        TlsBlocks<BackendTlsConfig, ClientTls> nextClients = clients.with(ofPools(config), problems);
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        servers = nextServers;
        clients = nextClients;
    }

    private static Map<String, TlsConfig> ofListeners(LbConfig config) {
        Map<String, TlsConfig> blocks = new LinkedHashMap<>();
        config.listeners()
                .forEach((name, listener) ->
                        listener.tls().ifPresent(tls -> blocks.put("listeners." + name + ".tls", tls)));
        return blocks;
    }

    private static Map<String, BackendTlsConfig> ofPools(LbConfig config) {
        Map<String, BackendTlsConfig> blocks = new LinkedHashMap<>();
        config.pools().forEach((name, pool) -> {
            if (pool.tls().enabled()) {
                blocks.put("pools." + name + ".tls", pool.tls());
            }
        });
        return blocks;
    }

    /** Forgets what neither this config uses nor the one before, of which some requests and connections may be left. */
    public synchronized void taken(LbConfig config) {
        Set<Object> used = new HashSet<>(ofListeners(config).values());
        used.addAll(ofPools(config).values());
        usedBefore.addAll(used);
        servers = servers.only(usedBefore);
        clients = clients.only(usedBefore);
        usedBefore = used;
    }

    /** How a listener speaks TLS; it was prepared. */
    public synchronized ServerTls server(TlsConfig config) {
        return required(servers.of(config), "a listener's");
    }

    /** How the backends of a pool are spoken to; it was prepared. */
    public synchronized ClientTls client(BackendTlsConfig config) {
        return required(clients.of(config), "a pool's");
    }

    /**
     * An engine for one connection to a backend, by what holds now; it was prepared.
     *
     * @param place as {@link ClientTls.Terms#newEngine} has it
     * @return empty in plain text
     */
    public Optional<SSLEngine> engine(BackendTlsConfig config, String host, int place, List<String> protocols) {
        return config.enabled()
                ? Optional.of(client(config).terms().newEngine(host, place, protocols))
                : Optional.empty();
    }

    private static <T> T required(T known, String whose) {
        if (known == null) {
            throw new IllegalStateException(whose + " certificates were not read before it was made");
        }
        return known;
    }

    /** All in use, each with where it stands in the config; in the first place, if it does in several. */
    synchronized Map<Watched, String> watched() {
        Map<Watched, String> all = new IdentityHashMap<>();
        servers.made().values().forEach(placed -> all.put(placed.made(), placed.path()));
        clients.made().values().forEach(placed -> all.put(placed.made(), placed.path()));
        return all;
    }
}
