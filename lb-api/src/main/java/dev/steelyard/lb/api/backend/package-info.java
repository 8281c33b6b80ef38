/**
 * The servers that requests are balanced over, as extensions see them.
 *
 * <p>Starting points: {@link dev.steelyard.lb.api.backend.Backend}, one server; {@link
 * dev.steelyard.lb.api.backend.BackendSet}, those that are eligible together at one moment.
 */
package dev.steelyard.lb.api.backend;
