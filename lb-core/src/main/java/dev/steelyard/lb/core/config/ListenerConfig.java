package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Min;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An address to serve on.
 *
 * @param bind host and port; port 0 takes a free one
 * @param protocol what is spoken there
 * @param pool where connections of tcp and tls go; the only pool if absent
 * @param routes where connections of tls go by what their clients say first; the pool is for the rest
 * @param proxyProtocol which peers say in a header whose connection they pass on; none if absent
 * @param trustedProxies peers whose forwarding headers are believed and passed on
 * @param idleTimeout how long a client connection may be silent
 * @param headTimeout how long the head of a request may take from its first byte on, and the first message of tls
 * @param limits what a client may ask of us
 * @param tls certificates and rules of TLS; for https, and only there
 * @param hsts what browsers are told of coming in TLS only; for https, and only there
 * @param redirectToHttps whether clients are sent to the same address in TLS; for http, and only there
 * @param http2 what one may ask of a connection that speaks HTTP/2
 */
public record ListenerConfig(
        BindAddress bind,
        @Default("http") Protocol protocol,
        Optional<String> pool,
        List<StreamRouteConfig> routes,
        Optional<ProxyProtocolConfig> proxyProtocol,
        List<AddressRange> trustedProxies,
        @Default("60s") @Min("1s") Duration idleTimeout,
        @Default("10s") @Min("100ms") Duration headTimeout,
        LimitsConfig limits,
        Optional<TlsConfig> tls,
        Optional<HstsConfig> hsts,
        @Default("off") HttpsRedirectConfig redirectToHttps,
        Http2Config http2) {

    /** What a listener speaks. */
    public enum Protocol {
        /** HTTP/1.0, HTTP/1.1 and HTTP/2 in plain text. */
        HTTP,
        /** The same in TLS. */
        HTTPS,
        /** Anything over TCP: connections are passed on as they are. */
        TCP,
        /** The same, for connections of TLS, which are told apart by what their clients say first. */
        TLS;

        /** Whether requests of HTTP are read there. */
        public boolean isHttp() {
            return this == HTTP || this == HTTPS;
        }
    }

    public ListenerConfig {
        if (protocol == Protocol.HTTPS && tls.isEmpty()) {
            throw new IllegalArgumentException(
                    "tls: required, but missing (expected e.g. tls { certificates = [ { chain = \"cert.pem\", key = \"key.pem\" } ] })");
        }
        if (protocol == Protocol.HTTP && tls.isPresent()) {
            throw new IllegalArgumentException("tls: has no effect with protocol = http (expected: protocol = https)");
        }
        if (protocol == Protocol.HTTP && hsts.isPresent()) {
            throw new IllegalArgumentException(
                    "hsts: must not be told in plain text (expected: protocol = https; see redirect-to-https)");
        }
        if (protocol == Protocol.HTTPS && redirectToHttps.enabled()) {
            throw new IllegalArgumentException(
                    "redirect-to-https: clients are there already (expected: on a listener with protocol = http)");
        }
    }
}
