/**
 * The way of an HTTP request: from Jetty's server through routing, filters and pool to Jetty's client, and back.
 *
 * <p>Nothing here blocks and no body is held. Starting points: {@link dev.steelyard.lb.core.proxy.LbProxyHandler}, which
 * takes requests in; {@link dev.steelyard.lb.core.proxy.Exchange}, one of them; {@link
 * dev.steelyard.lb.core.proxy.Attempt}, one try of it on one backend.
 */
package dev.steelyard.lb.core.proxy;
