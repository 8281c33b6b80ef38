/**
 * The balancing algorithms that come with Steelyard, one package a type.
 *
 * <p>Starting points: {@code roundrobin}, the simplest; {@code rotation}, {@code load}, {@code draw}, {@code
 * answer} and {@code hash}, what several of them share.
 */
module dev.steelyard.lb.algorithms {
    requires dev.steelyard.lb.api;

    provides dev.steelyard.lb.api.algorithm.AlgorithmFactory with
            dev.steelyard.lb.algorithms.roundrobin.RoundRobinFactory,
            dev.steelyard.lb.algorithms.weightedroundrobin.WeightedRoundRobinFactory,
            dev.steelyard.lb.algorithms.leastconnections.LeastConnectionsFactory,
            dev.steelyard.lb.algorithms.weightedleastconnections.WeightedLeastConnectionsFactory,
            dev.steelyard.lb.algorithms.iphash.IpHashFactory,
            dev.steelyard.lb.algorithms.leastresponsetime.LeastResponseTimeFactory,
            dev.steelyard.lb.algorithms.random.RandomFactory,
            dev.steelyard.lb.algorithms.poweroftwochoices.PowerOfTwoChoicesFactory,
            dev.steelyard.lb.algorithms.peakewma.PeakEwmaFactory,
            dev.steelyard.lb.algorithms.leastrequests.LeastRequestsFactory,
            dev.steelyard.lb.algorithms.ringhash.RingHashFactory,
            dev.steelyard.lb.algorithms.maglev.MaglevFactory,
            dev.steelyard.lb.algorithms.rendezvous.RendezvousFactory;
}
