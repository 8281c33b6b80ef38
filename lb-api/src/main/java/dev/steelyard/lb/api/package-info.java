/**
 * What every extension shares: how it is named and found, and what the core lends it.
 *
 * <p>Starting points: {@link dev.steelyard.lb.api.Extension} and {@link dev.steelyard.lb.api.ExtensionContext}.
 */
package dev.steelyard.lb.api;
