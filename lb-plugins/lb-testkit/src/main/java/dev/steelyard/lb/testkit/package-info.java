/**
 * Contracts that every implementation of an extension point must meet, and hand-written fakes of what the core hands to
 * plugins.
 *
 * <p>Starting points: {@link dev.steelyard.lb.testkit.AlgorithmContract}, {@link
 * dev.steelyard.lb.testkit.RegistrationContract}; the fakes {@link dev.steelyard.lb.testkit.FakeContext}, {@link
 * dev.steelyard.lb.testkit.FakeBackends}, {@link dev.steelyard.lb.testkit.FakeRequest}.
 */
package dev.steelyard.lb.testkit;
