/**
 * The way of a TCP connection: from a listener through routing and pool to a backend, and bytes both ways until both have
 * said all.
 *
 * <p>Both sides of a connection lie on one event loop; nothing here blocks, and an idle connection holds no buffer. Starting
 * points: {@link dev.steelyard.lb.core.stream.StreamConnection}, one client's; {@link
 * dev.steelyard.lb.core.stream.BackendSearch}, which finds it a backend; {@link dev.steelyard.lb.core.stream.Relay}, which
 * passes the bytes on.
 */
package dev.steelyard.lb.core.stream;
