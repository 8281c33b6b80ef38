/**
 * Contract tests and fakes for plugin authors: extend the contract of your extension point and name your factory.
 *
 * <p>Starting points: {@code AlgorithmContract}, {@code HealthCheckContract}, {@code AffinityContract}.
 */
module dev.steelyard.lb.testkit {
    requires transitive dev.steelyard.lb.api;
    requires transitive org.assertj.core;
    requires transitive org.junit.jupiter.api;
    requires jdk.management; // com.sun.management.ThreadMXBean counts the bytes a thread allocates

    exports dev.steelyard.lb.testkit;

    // JUnit runs inherited package-private lifecycle methods of the contracts reflectively.
    opens dev.steelyard.lb.testkit;

    uses dev.steelyard.lb.api.affinity.SessionAffinityFactory;
    uses dev.steelyard.lb.api.algorithm.AlgorithmFactory;
    uses dev.steelyard.lb.api.filter.FilterFactory;
    uses dev.steelyard.lb.api.health.HealthCheckFactory;
}
