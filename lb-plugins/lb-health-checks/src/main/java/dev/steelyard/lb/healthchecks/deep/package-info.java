/**
 * {@code deep}: a backend tells in JSON how it and what it depends on are; the answer is up, degraded or down.
 *
 * <p>Starting points: {@code DeepHealthCheck}, one probe; {@code HealthReport}, what an answer says in whichever of the usual
 * forms; {@code Assessment}, what follows from it.
 */
package dev.steelyard.lb.healthchecks.deep;
