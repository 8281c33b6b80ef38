/**
 * A request and its response as extensions see them: views over the server's own objects, not copies.
 *
 * <p>Starting points: {@link dev.steelyard.lb.api.request.RequestView} and {@link
 * dev.steelyard.lb.api.request.ResponseHeaders}.
 */
package dev.steelyard.lb.api.request;
