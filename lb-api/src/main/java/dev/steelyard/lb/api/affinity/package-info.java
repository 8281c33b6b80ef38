/**
 * How requests of one session keep coming to one backend.
 *
 * <p>Starting point: {@link dev.steelyard.lb.api.affinity.SessionAffinity}.
 */
package dev.steelyard.lb.api.affinity;
