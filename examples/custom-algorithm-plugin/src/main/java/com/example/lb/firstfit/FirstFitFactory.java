package com.example.lb.firstfit;

import dev.steelyard.lb.api.ExtensionContext;
import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.AlgorithmFactory;
import dev.steelyard.lb.api.settings.Settings;
import java.lang.invoke.MethodHandles;

/** Fills the first backend, then the second, and so on: the last ones stay idle and can be switched off at night. */
public final class FirstFitFactory implements AlgorithmFactory {

    @Override
    public String type() {
        return "first-fit";
    }

    @Override
    public Algorithm create(Settings settings, ExtensionContext context) {
        FirstFitSettings read = settings.as(FirstFitSettings.class, MethodHandles.lookup());
        return (backends, previous) -> new FirstFitPicker(backends, read.inFlight());
    }
}
