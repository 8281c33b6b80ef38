/** The balancing algorithm {@code first-fit}. */
module com.example.lb.firstfit {
    requires dev.steelyard.lb.api;

    provides dev.steelyard.lb.api.algorithm.AlgorithmFactory with
            com.example.lb.firstfit.FirstFitFactory;
}
