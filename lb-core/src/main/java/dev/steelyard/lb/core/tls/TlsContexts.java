package dev.steelyard.lb.core.tls;

import dev.steelyard.lb.api.settings.Problem;
import dev.steelyard.lb.api.settings.SettingsException;
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
import java.util.Set;

/**
 * All {@code tls} blocks in use, with what their files say. A block that is the same after a reload keeps its certificates and
 * the sessions of clients. Any thread.
 */
public final class TlsContexts {
    private final CertificateFiles files;
    private final Map<Watched, String> paths = new IdentityHashMap<>();
    private Map<TlsConfig, ServerTls> servers = Map.of();
    private Set<Object> usedBefore = Set.of();

    /**
     * @param directory what paths in the config are relative to
     */
    public TlsContexts(Path directory, Clock clock) {
        this.files = new CertificateFiles(directory, clock);
    }

    /**
     * Makes what a config needs and is not there yet.
     *
     * @throws SettingsException with every file that cannot be used; its problems name paths of the config and no lines
     */
    public synchronized void prepare(LbConfig config) {
        Map<TlsConfig, ServerTls> all = new LinkedHashMap<>(servers);
        List<Problem> problems = new ArrayList<>();
        config.listeners()
                .forEach((name, listener) -> listener.tls()
                        .filter(tls -> !all.containsKey(tls))
                        .map(tls -> load("listeners." + name + ".tls", tls, problems))
                        .ifPresent(made -> all.put(listener.tls().orElseThrow(), made)));
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        servers = all;
    }

    private ServerTls load(String path, TlsConfig config, List<Problem> problems) {
        ServerTls made = ServerTls.load(
                config, files, (key, fault) -> problems.add(new Problem("", path + "." + key, fault.getMessage())));
        if (made != null) {
            paths.put(made, path);
        }
        return made;
    }

    /** Forgets what neither this config uses nor the one before, of which some requests and connections may be left. */
    public synchronized void taken(LbConfig config) {
        Set<Object> used = new HashSet<>();
        config.listeners().values().forEach(listener -> listener.tls().ifPresent(used::add));
        Map<TlsConfig, ServerTls> left = new LinkedHashMap<>(servers);
        left.keySet().removeIf(tls -> !used.contains(tls) && !usedBefore.contains(tls));
        servers = left;
        paths.keySet().retainAll(left.values());
        usedBefore = used;
    }

    /** How a listener speaks TLS; it was prepared. */
    public synchronized ServerTls server(TlsConfig config) {
        ServerTls known = servers.get(config);
        if (known == null) {
            throw new IllegalStateException("a listener's certificates were not read before it was made");
        }
        return known;
    }

    /** All in use, each with where it stands in the config; in the first place, if it does in several. */
    synchronized Map<Watched, String> watched() {
        return new IdentityHashMap<>(paths);
    }
}
