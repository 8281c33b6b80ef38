/**
 * The balancing algorithms that come with Steelyard, one package a type.
 *
 * <p>Starting points: {@code roundrobin}, the simplest; {@code rotation} and {@code load}, what several of them share.
 */
module dev.steelyard.lb.algorithms {
    requires dev.steelyard.lb.api;

    provides dev.steelyard.lb.api.algorithm.AlgorithmFactory with
            dev.steelyard.lb.algorithms.roundrobin.RoundRobinFactory,
            dev.steelyard.lb.algorithms.weightedroundrobin.WeightedRoundRobinFactory;
}
