/**
 * How a route looks at requests and responses on their way, changes their headers, or answers by itself.
 *
 * <p>Starting point: {@link dev.steelyard.lb.api.filter.Filter}.
 */
package dev.steelyard.lb.api.filter;
