/**
 * {@code mysql}: does a server of MySQL or MariaDB take logins, and, asked as a user, does it take writes, how far is it
 * behind, what does a query say? As much of the client/server protocol, version 10, as that needs.
 *
 * <p>Starting points: {@code MysqlHealthCheck}; {@code MysqlReader}, which leads the conversation.
 */
package dev.steelyard.lb.healthchecks.mysql;
