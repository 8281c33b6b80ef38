/**
 * {@code redis}: does a server answer, is it primary or replica, does a replica hear from its primary? As much of RESP2 as
 * that needs, which Valkey and KeyDB speak as well.
 *
 * <p>Starting points: {@code RedisHealthCheck}; {@code RedisReader}, which judges the replies.
 */
package dev.steelyard.lb.healthchecks.redis;
