/**
 * Everything a Steelyard plugin sees: the extension points, what the core hands to them, and the settings reader.
 *
 * <p>Starting points: {@link dev.steelyard.lb.api.algorithm.AlgorithmFactory}, {@link
 * dev.steelyard.lb.api.health.HealthCheckFactory}, {@link dev.steelyard.lb.api.affinity.SessionAffinityFactory} and
 * {@link dev.steelyard.lb.api.filter.FilterFactory}. The module needs {@code java.base} only and will stay that way.
 */
module dev.steelyard.lb.api {
    exports dev.steelyard.lb.api;
    exports dev.steelyard.lb.api.affinity;
    exports dev.steelyard.lb.api.algorithm;
    exports dev.steelyard.lb.api.backend;
    exports dev.steelyard.lb.api.filter;
    exports dev.steelyard.lb.api.health;
    exports dev.steelyard.lb.api.request;
    exports dev.steelyard.lb.api.settings;
}
