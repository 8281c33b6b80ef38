package dev.steelyard.lb.core.pool;

import dev.steelyard.lb.core.config.SubsetConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The backends of a pool that this balancer uses alone: those that score highest for its name (rendezvous hashing, D. Thaler
 * and C. Ravishankar 1998).
 *
 * <p>Deterministic subsetting by rounds (B. Beyer and others, "Site Reliability Engineering", 2016, chapter 20) loads all
 * backends evenly, but balancers must be numbered without gaps, and when a backend joins or leaves, most subsets of its round
 * change. Here a backend that fails is stood in for by the next in order and by nobody else, and comes back to the same
 * balancers; in return a backend is in a number of subsets that varies as chance has it, by about the square root of their mean.
 *
 * <p>Only those that came through the stages before are in question, so the subset is filled up by itself. Immutable.
 */
final class Subset {
    private static final Logger LOG = LoggerFactory.getLogger(Subset.class);

    private final int size;
    private final long instance;

    Subset(SubsetConfig config) {
        size = config.size();
        instance = size == 0 ? 0 : hash(config.instance().orElseGet(Subset::hostName));
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            LOG.warn("this host has no name: all such balancers use the same subset (set selection.subset.instance)");
            return "";
        }
    }

    /** Whether anything is left out of so many. */
    boolean isSmallerThan(int candidates) {
        return size > 0 && size < candidates;
    }

    /** Those of the candidates that it uses. */
    Set<LiveBackend> of(Collection<LiveBackend> candidates) {
        return candidates.stream()
                .sorted(Comparator.comparingLong((LiveBackend one) -> score(one.id()))
                        .reversed()
                        .thenComparing(LiveBackend::id))
                .limit(size)
                .collect(Collectors.toUnmodifiableSet());
    }

    private long score(String id) {
        return mixed(instance ^ hash(id));
    }

    /** FNV-1a over the characters, mixed; the same on every JVM, so that a restart changes nothing. */
    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return mixed(hash);
    }

    /** The final mix of MurmurHash3. */
    private static long mixed(long value) {
        long hash = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }
}
