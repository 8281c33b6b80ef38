package dev.steelyard.lb.core.cli;

import dev.steelyard.lb.core.LoadBalancer;
import dev.steelyard.lb.core.Succession;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lb run}. */
@Command(
        name = "run",
        description = "Balance as a config says, until stopped.",
        footer = "SIGTERM or Ctrl-C: takes no more connections, lets requests end, exits 0. SIGHUP: reads"
                + " the config again.")
final class RunCommand implements Callable<Integer> {
    private static final int ACCEPTED = 202;

    @Mixin
    private ConfigOption config;

    @Mixin
    private ApiOption api;

    @Option(names = "--take-over", paramLabel = "PID", hidden = true, description = "The balancer to follow.")
    private Long predecessor;

    @Override
    public Integer call() throws Exception {
        WarmUp.atStart();
        StopSignal stop = StopSignal.create();
        LoadBalancer balancer = LoadBalancer.start(config::checked, Installation.directories(), succession(stop));
        stop.install();
        ReloadSignal.install(balancer);
        System.err.println(Banner.of(balancer));
        WarmUp.whenReady();
        stop.await();
        balancer.stop();
        stop.done();
        return 0;
    }

    private Succession succession(StopSignal stop) {
        return predecessor == null
                ? Succession.first(stop::ask)
                : new Succession(OptionalLong.of(predecessor), this::askPredecessor, stop::ask);
    }

    private void askPredecessor() throws IOException {
        ApiOption.Answer answer = api.post(config.checked().config().admin(), "/api/v1/process/hand-over", null);
        if (answer.status() != ACCEPTED) {
            throw new IOException("the balancer before does not hand over: " + answer.body());
        }
    }
}
