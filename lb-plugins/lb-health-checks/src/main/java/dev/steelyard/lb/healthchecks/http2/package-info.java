/**
 * As much of HTTP/2 (RFC 9113) and its header compression (RFC 7541) as a probe needs: one request on one stream of one
 * connection, without a dynamic table.
 *
 * <p>Starting points: {@link dev.steelyard.lb.healthchecks.http2.Http2Request}, all that is sent at first; {@link
 * dev.steelyard.lb.healthchecks.http2.Http2Reader}, what is read.
 */
package dev.steelyard.lb.healthchecks.http2;
