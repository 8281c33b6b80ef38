package dev.steelyard.lb.core.cli;

import dev.steelyard.lb.core.LoadBalancer;
import dev.steelyard.lb.core.config.LbConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code lb run}. */
@Command(
        name = "run",
        description = "Balance as a config says, until stopped.",
        footer = "SIGTERM or Ctrl-C: takes no more connections, lets requests end, exits 0.")
final class RunCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config;

    @Override
    public Integer call() throws Exception {
        WarmUp.atStart();
        LbConfig read = config.read();
        LoadBalancer balancer = LoadBalancer.start(read, Installation.directories());
        StopSignal stop = StopSignal.install();
        System.err.println(Banner.of(read, balancer));
        WarmUp.whenReady();
        stop.await();
        balancer.stop();
        stop.done();
        return 0;
    }
}
