package dev.steelyard.lb.core.cli;

import dev.steelyard.lb.core.LoadBalancer;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code lb run}. */
@Command(
        name = "run",
        description = "Balance as a config says, until stopped.",
        footer = "SIGTERM or Ctrl-C: takes no more connections, lets requests end, exits 0. SIGHUP: reads"
                + " the config again.")
final class RunCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config;

    @Override
    public Integer call() throws Exception {
        WarmUp.atStart();
        LoadBalancer balancer = LoadBalancer.start(config::checked, Installation.directories());
        StopSignal stop = StopSignal.install();
        ReloadSignal.install(balancer);
        System.err.println(Banner.of(balancer));
        WarmUp.whenReady();
        stop.await();
        balancer.stop();
        stop.done();
        return 0;
    }
}
