/**
 * Connections to the backends: Jetty's client, a destination a backend, addresses that are known already.
 *
 * <p>Starting points: {@link dev.steelyard.lb.core.upstream.UpstreamClient}; {@link
 * dev.steelyard.lb.core.upstream.ProxyToServerRequest}.
 */
package dev.steelyard.lb.core.upstream;
