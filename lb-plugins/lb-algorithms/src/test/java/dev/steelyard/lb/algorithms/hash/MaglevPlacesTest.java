package dev.steelyard.lb.algorithms.hash;

import dev.steelyard.lb.api.backend.BackendSet;
import java.util.List;

class MaglevPlacesTest extends PlacesContract {
    @Override
    protected Places places(BackendSet backends) {
        return MaglevTable.of(backends, 65_537);
    }

    @Override
    protected double mostMovedBesides(int n) {
        return 0.01;
    }

    /** The slots are exact to one of 655 for 1 of 100; what is off is the sample: 4 sigma of 1,000 keys are 13 %. */
    @Override
    protected double mostOff() {
        return 0.13;
    }

    @Override
    protected List<String> written() {
        return List.of("b3", "b3", "b1", "b2", "b1", "b3", "b1", "b2", "b3", "b2", "b3", "b2");
    }
}
