/**
 * One connection of a probe, without a thread of its own, and as much of HTTP/1.1 as a probe needs.
 *
 * <p>Starting points: {@link dev.steelyard.lb.healthchecks.wire.Exchange}, which connects, sends and reads; {@link
 * dev.steelyard.lb.healthchecks.wire.AnswerReader}, which judges what is read; {@link
 * dev.steelyard.lb.healthchecks.wire.HttpReader}, the one for HTTP.
 */
package dev.steelyard.lb.healthchecks.wire;
