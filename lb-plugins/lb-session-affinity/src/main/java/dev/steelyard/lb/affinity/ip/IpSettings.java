package dev.steelyard.lb.affinity.ip;

import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Max;
import dev.steelyard.lb.api.settings.Min;
import java.time.Duration;

/**
 * The keys of an {@code ip} affinity.
 *
 * @param source whose address counts
 * @param prefixLengthV4 how many leading bits of an IPv4 address count
 * @param prefixLengthV6 how many leading bits of an IPv6 address count; 64 by default, for that is what one household gets
 * @param ttl how long a pin lives after its last use
 * @param maxEntries how many pins there are at most; beyond, those least used go
 */
record IpSettings(
        @Default("client") Source source,
        @Default("32") @Min("0") @Max("32") int prefixLengthV4,
        @Default("64") @Min("0") @Max("128") int prefixLengthV6,
        @Default("30m") @Min("1s") Duration ttl,
        @Default("100000") @Min("1") @Max("100000000") int maxEntries) {

    /** Whose address counts. */
    enum Source {
        /** The client's, behind trusted proxies too. */
        CLIENT,
        /** That of the other end of the connection. */
        PEER
    }
}
