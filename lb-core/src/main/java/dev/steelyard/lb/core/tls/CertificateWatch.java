package dev.steelyard.lb.core.tls;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import dev.steelyard.lb.core.metrics.MetricNames;
import dev.steelyard.lb.core.metrics.StandingFaults;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the files of all certificates again and again, has what changed taken on, and tells when one cannot be, or expires.
 *
 * <p>It looks rather than being told, for the reasons that the config's files are looked at. A change is taken on once two looks
 * saw the same: of a certificate and its key, which are two files, one comes first. One look at a time; any thread.
 */
public final class CertificateWatch {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateWatch.class);
    private static final double SECONDS_A_DAY = Duration.ofDays(1).toSeconds();

    private final TlsContexts contexts;
    private final Clock clock;
    private final StandingFaults faults;
    private final MetricRegistry registry;
    private Map<Watched, Looks> looks = new IdentityHashMap<>();
    private Set<String> told = Set.of();
    private Set<String> gauges = Set.of();

    /** What the last look saw, what was taken on, and what was wrong with that, by where it stands in the config. */
    private static final class Looks {
        private FileStamp seen;
        private FileStamp takenOn;
        private List<KeyedCertificate> shown = List.of();
        private Map<String, String> wrong = Map.of();
    }

    public CertificateWatch(TlsContexts contexts, Clock clock, StandingFaults faults, MetricRegistry registry) {
        this.contexts = contexts;
        this.clock = clock;
        this.faults = faults;
        this.registry = registry;
    }

    /** Looks once. */
    public synchronized void look() {
        Map<Watched, Looks> now = new IdentityHashMap<>();
        boolean others = looks.size() != contexts.watched().size();
        for (Map.Entry<Watched, String> watched : contexts.watched().entrySet()) {
            Looks before = looks.computeIfAbsent(watched.getKey(), added -> new Looks());
            look(watched.getKey(), watched.getValue(), before);
            others |= before.shown != watched.getKey().certificates();
            before.shown = watched.getKey().certificates();
            now.put(watched.getKey(), before);
        }
        looks = now;
        tell();
        if (others) {
            measure();
        }
    }

    private void look(Watched watched, String path, Looks last) {
        FileStamp now = FileStamp.of(watched.files());
        boolean settled = now.equals(last.seen);
        last.seen = now;
        if (settled && !now.equals(last.takenOn)) {
            boolean first = last.takenOn == null;
            last.takenOn = now;
            last.wrong = new HashMap<>();
            watched.takeOnChanges((key, fault) -> last.wrong.put(path + "." + key, fault.getMessage()));
            if (!first) {
                LOG.info("{}: files changed, {}", path, last.wrong.isEmpty() ? "taken on" : "not all can be used");
            }
        }
    }

    private void tell() {
        Map<String, String> wrong = new HashMap<>();
        Instant now = clock.instant();
        looks.values().forEach(watched -> {
            watched.wrong.forEach((path, why) -> wrong.put(path, why + "; the one before is used on"));
            watched.shown.stream()
                    .filter(certificate -> now.isAfter(certificate.expiry()))
                    .forEach(expired -> wrong.put(
                            "certificate " + expired.file(),
                            "expired on " + expired.expiry()
                                    + " (expected: a renewed one, which is taken on at once)"));
        });
        contexts.watched().forEach((watched, path) -> watched.risk().ifPresent(risk -> wrong.put(path, risk)));
        wrong.forEach(faults::begin);
        told.stream().filter(path -> !wrong.containsKey(path)).forEach(faults::end);
        told = Set.copyOf(wrong.keySet());
    }

    /** A gauge for each certificate there is, and none for those that are gone. */
    private void measure() {
        Set<String> next = new HashSet<>();
        gauges.forEach(registry::remove);
        for (Looks watched : looks.values()) {
            for (KeyedCertificate certificate : watched.shown) {
                String key = key(certificate.file(), certificate.names());
                if (next.add(key)) {
                    Instant expiry = certificate.expiry();
                    registry.register(key, (Gauge<Double>) () -> days(expiry));
                }
            }
        }
        gauges = next;
    }

    private static String key(Path file, List<String> names) {
        String name = names.isEmpty() ? "" : names.get(0);
        return MetricNames.key(MetricNames.TLS_EXPIRY, "name", name, "file", file.toString());
    }

    private double days(Instant expiry) {
        return Duration.between(clock.instant(), expiry).toSeconds() / SECONDS_A_DAY;
    }
}
