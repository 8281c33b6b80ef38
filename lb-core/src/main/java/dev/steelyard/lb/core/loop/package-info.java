/**
 * Event loops that carry Jetty's connections: one thread, one selector, and everything that belongs to a connection on it.
 *
 * <p>A client's connection and the backend connections that serve it lie on one loop, so a request crosses no thread and
 * takes no lock. Jetty's protocol code runs on it unchanged, since {@link dev.steelyard.lb.core.loop.LoopEndPoint} is one of
 * Jetty's end points. Starting points: {@link dev.steelyard.lb.core.loop.EventLoop}; {@link
 * dev.steelyard.lb.core.loop.LoopGroup}.
 */
package dev.steelyard.lb.core.loop;
