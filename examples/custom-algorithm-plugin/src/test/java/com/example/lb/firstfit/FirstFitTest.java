package com.example.lb.firstfit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.api.algorithm.AlgorithmFactory;
import dev.steelyard.lb.api.algorithm.Picker;
import dev.steelyard.lb.api.settings.Settings;
import dev.steelyard.lb.testkit.AlgorithmContract;
import dev.steelyard.lb.testkit.FakeBackends;
import dev.steelyard.lb.testkit.FakeContext;
import dev.steelyard.lb.testkit.FakeRequest;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FirstFitTest extends AlgorithmContract {

    @Override
    protected AlgorithmFactory factory() {
        return new FirstFitFactory();
    }

    @Override
    protected String type() {
        return "first-fit";
    }

    @Override
    protected Map<String, ?> everySetting() {
        return Map.of("in-flight", 2);
    }

    /** Leaving backends idle is the point: no share is promised, to none. */
    @Override
    protected Set<Trait> lacks() {
        return EnumSet.allOf(Trait.class);
    }

    @Test
    void fillsOneBackendAfterTheOtherAndADegradedOneToItsCapacity() {
        FakeBackends backends = FakeBackends.equal(3).degraded(1, 0.5);
        Picker picker = factory()
                .create(Settings.of(everySetting()), FakeContext.seeded(1))
                .newPicker(backends, null);
        StringBuilder picked = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            String id = picker.pick(FakeRequest.get()).id();
            backends.byId(id).begin();
            picked.append(id).append(' ');
        }
        assertThat(picked).hasToString("b0 b0 b1 b2 b2 b0 ");
    }
}
