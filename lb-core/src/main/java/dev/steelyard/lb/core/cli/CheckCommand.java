package dev.steelyard.lb.core.cli;

import dev.steelyard.lb.core.ConfigCheck;
import dev.steelyard.lb.core.config.LbConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code lb check}. */
@Command(
        name = "check",
        description = "Check a config, extensions and all, without starting it.",
        footer = "Exit code 0 if it can be used, 2 if not, with every problem as file:line: path: problem.")
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config;

    @Override
    public Integer call() throws Exception {
        LbConfig read = ConfigCheck.check(config.draft(), Installation.directories());
        long backends = read.pools().values().stream()
                .mapToLong(pool -> pool.backends().size())
                .sum();
        System.out.printf(
                "%s is fine: %d listener(s), %d route(s), %d pool(s), %d backend(s)%n",
                config.file(),
                read.listeners().size(),
                read.effectiveRoutes().size(),
                read.pools().size(),
                backends);
        return 0;
    }
}
