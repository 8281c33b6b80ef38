package dev.steelyard.lb.core.admin;

import dev.steelyard.lb.core.config.ConfigDraft;
import dev.steelyard.lb.core.generation.ReloadReport;
import java.io.IOException;
import java.util.List;

/** A live config that does what the test says. */
final class FakeControl implements ConfigControl {
    ReloadReport report = new ReloadReport(List.of(), List.of(), List.of());
    Drift drift = new Drift(List.of(), List.of(), List.of(), List.of());
    RuntimeException refused;
    IOException taken;
    ConfigDraft asked;
    int kept;

    @Override
    public ReloadReport reload() throws IOException {
        if (taken != null) {
            throw taken;
        }
        return diff(null);
    }

    @Override
    public ReloadReport diff(ConfigDraft wanted) {
        asked = wanted;
        if (refused != null) {
            throw refused;
        }
        return report;
    }

    @Override
    public Drift drift() {
        return drift;
    }

    @Override
    public void awaitKept() {
        kept++;
    }
}
