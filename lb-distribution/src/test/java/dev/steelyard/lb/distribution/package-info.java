/**
 * Tests on the real bundle: each starts {@code bin/lb} from the unpacked archive, as its users do.
 *
 * <p>Starting points: {@link dev.steelyard.lb.distribution.SpreadIT}, what each algorithm promises; {@link
 * dev.steelyard.lb.distribution.FailoverIT}, a backend that dies under load; {@link
 * dev.steelyard.lb.distribution.DocumentationIT}, what the README tells people to do.
 */
package dev.steelyard.lb.distribution;
