/** The balancer itself. */
module dev.steelyard.lb.core {
    requires dev.steelyard.lb.api;
    requires org.slf4j;

    uses dev.steelyard.lb.api.affinity.SessionAffinityFactory;
    uses dev.steelyard.lb.api.algorithm.AlgorithmFactory;
    uses dev.steelyard.lb.api.filter.FilterFactory;
    uses dev.steelyard.lb.api.health.HealthCheckFactory;
}
