/**
 * {@code tcp}: a backend is well if it takes a connection, and says what is expected if anything is.
 *
 * <p>Starting point: {@code TcpHealthCheck}.
 */
package dev.steelyard.lb.healthchecks.tcp;
