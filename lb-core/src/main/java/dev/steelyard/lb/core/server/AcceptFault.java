package dev.steelyard.lb.core.server;

import dev.steelyard.lb.core.loop.LoopAcceptor;
import dev.steelyard.lb.core.metrics.StandingFaults;

/** Tells the log and {@code /health} of times in which a listener cannot take connections. */
record AcceptFault(String listener, StandingFaults faults) implements LoopAcceptor.Trouble {

    @Override
    public void begins(String why) {
        faults.begin(what(), "cannot take connections, which wait: " + why);
    }

    @Override
    public void ends() {
        faults.end(what());
    }

    private String what() {
        return "listener " + listener;
    }
}
