/**
 * One line of JSON for every request that came in, refused ones too.
 *
 * <p>Starting points: {@link dev.steelyard.lb.core.accesslog.AccessLog}; {@link
 * dev.steelyard.lb.core.accesslog.AccessLogEvent}, whose fields the lines have.
 */
package dev.steelyard.lb.core.accesslog;
