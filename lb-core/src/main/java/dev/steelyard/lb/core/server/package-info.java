/**
 * The listeners: where clients connect, what is said to those whose requests never reach a route, and the graceful stop.
 *
 * <p>Starting point: {@link dev.steelyard.lb.core.server.LbServer}.
 */
package dev.steelyard.lb.core.server;
