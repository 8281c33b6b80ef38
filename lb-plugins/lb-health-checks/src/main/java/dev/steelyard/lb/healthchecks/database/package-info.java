/**
 * What is asked of a database, whatever protocol it speaks: its role, how far a replica is behind, what a query says.
 *
 * <p>Starting point: {@link dev.steelyard.lb.healthchecks.database.Demand}.
 */
package dev.steelyard.lb.healthchecks.database;
