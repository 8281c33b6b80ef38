/**
 * One parsed config and one plugin catalog, live as a whole and replaced as a whole.
 *
 * <p>Starting points: {@link dev.steelyard.lb.core.generation.Generation}; {@link
 * dev.steelyard.lb.core.generation.GenerationBuilder}.
 */
package dev.steelyard.lb.core.generation;
