package dev.steelyard.lb.core.cli;

import dev.steelyard.lb.core.config.LbConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code lb reload}. */
@Command(
        name = "reload",
        description = "Have the running balancer read its config and its plugins again.",
        footer = "Exit code 0 if it did, 2 if the config cannot be used: then the one before serves on.")
final class ReloadCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config;

    @Mixin
    private ApiOption api;

    @Override
    public Integer call() throws Exception {
        LbConfig read = config.checked().config();
        ApiOption.Answer answer = api.post(read.admin(), "/api/v1/config/reload", null);
        return new ReloadPrinter(System.out).print(answer, "taken on:", 0);
    }
}
