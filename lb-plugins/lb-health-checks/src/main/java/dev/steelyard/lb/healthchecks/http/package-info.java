/**
 * {@code http}: a backend is well if it answers a request with an expected status, and with an expected body if one is asked
 * for.
 *
 * <p>Starting point: {@code HttpHealthCheck}.
 */
package dev.steelyard.lb.healthchecks.http;
