package dev.steelyard.lb.algorithms.poweroftwochoices;

import dev.steelyard.lb.api.ExtensionContext;
import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.AlgorithmFactory;
import dev.steelyard.lb.api.settings.Settings;
import java.lang.invoke.MethodHandles;

/** Makes {@code power-of-two-choices}: the less loaded of two drawn by weight. */
public final class PowerOfTwoChoicesFactory implements AlgorithmFactory {
    @Override
    public String type() {
        return "power-of-two-choices";
    }

    @Override
    public Algorithm create(Settings settings, ExtensionContext context) {
        settings.as(PowerOfTwoChoicesSettings.class, MethodHandles.lookup());
        return new PowerOfTwoChoices(context.random());
    }
}
