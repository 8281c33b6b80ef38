package dev.steelyard.lb.testkit;

import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.backend.BackendSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An immutable set of {@link FakeBackend}s. */
public final class FakeBackends implements BackendSet {
    private final List<FakeBackend> backends;
    private final double[] weights;
    private final double[] capacities;
    private final Map<String, Integer> places = new HashMap<>();

    private FakeBackends(List<FakeBackend> backends, double[] weights, double[] capacities) {
        this.backends = List.copyOf(backends);
        this.weights = weights;
        this.capacities = capacities;
        for (int i = 0; i < this.backends.size(); i++) {
            places.put(this.backends.get(i).id(), i);
        }
    }

    /** {@code count} backends {@code b0, b1, …} of weight 100. */
    public static FakeBackends equal(int count) {
        double[] weights = new double[count];
        java.util.Arrays.fill(weights, 100);
        return weighted(weights);
    }

    /** A backend {@code b0, b1, …} for each weight, with full capacity. */
    public static FakeBackends weighted(double... weights) {
        List<FakeBackend> backends = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            backends.add(FakeBackend.of("b" + i));
        }
        return of(backends, weights);
    }

    /** Given backends with given weights and full capacity. */
    public static FakeBackends of(List<FakeBackend> backends, double... weights) {
        double[] capacities = new double[weights.length];
        java.util.Arrays.fill(capacities, 1);
        return new FakeBackends(backends, weights.clone(), capacities);
    }

    /** The same set with the capacity, and so the weight, of one backend reduced. */
    public FakeBackends degraded(int index, double capacity) {
        double[] reducedWeights = weights.clone();
        double[] reducedCapacities = capacities.clone();
        reducedWeights[index] *= capacity;
        reducedCapacities[index] = capacity;
        return new FakeBackends(backends, reducedWeights, reducedCapacities);
    }

    /** The same backends, the same objects, without one. */
    public FakeBackends without(int index) {
        List<FakeBackend> rest = new ArrayList<>(backends);
        rest.remove(index);
        return new FakeBackends(rest, without(weights, index), without(capacities, index));
    }

    /** The same backends, the same objects, and one more of weight 100. */
    public FakeBackends with(FakeBackend joining) {
        List<FakeBackend> more = new ArrayList<>(backends);
        more.add(joining);
        double[] moreWeights = java.util.Arrays.copyOf(weights, more.size());
        double[] moreCapacities = java.util.Arrays.copyOf(capacities, more.size());
        moreWeights[more.size() - 1] = 100;
        moreCapacities[more.size() - 1] = 1;
        return new FakeBackends(more, moreWeights, moreCapacities);
    }

    private static double[] without(double[] values, int index) {
        double[] rest = new double[values.length - 1];
        System.arraycopy(values, 0, rest, 0, index);
        System.arraycopy(values, index + 1, rest, index, rest.length - index);
        return rest;
    }

    @Override
    public int size() {
        return backends.size();
    }

    @Override
    public FakeBackend get(int index) {
        return backends.get(index);
    }

    @Override
    public double weight(int index) {
        return weights[index];
    }

    @Override
    public double capacity(int index) {
        return capacities[index];
    }

    @Override
    public int indexOf(Backend backend) {
        Integer place = places.get(backend.id());
        return place != null && backends.get(place) == backend ? place : -1;
    }

    @Override
    public FakeBackend byId(String id) {
        Integer place = places.get(id);
        return place == null ? null : backends.get(place);
    }
}
