/**
 * {@code postgresql}: does a server take logins, and, asked as a user, is it primary or replica, how far is it behind, what
 * does a query say? As much of the frontend/backend protocol 3.0 as that needs (PostgreSQL documentation, chapter 55).
 *
 * <p>Starting points: {@code PostgresqlHealthCheck}; {@code PostgresqlReader}, which leads the conversation.
 */
package dev.steelyard.lb.healthchecks.postgresql;
