/**
 * The built-in kinds of session affinity: {@code cookie} and {@code ip}, one package each.
 *
 * <p>Starting point: {@code dev.steelyard.lb.affinity.cookie.CookieAffinity}.
 */
module dev.steelyard.lb.affinity {
    requires com.github.benmanes.caffeine;
    requires dev.steelyard.lb.api;

    provides dev.steelyard.lb.api.affinity.SessionAffinityFactory with
            dev.steelyard.lb.affinity.cookie.CookieAffinityFactory,
            dev.steelyard.lb.affinity.ip.IpAffinityFactory;
}
