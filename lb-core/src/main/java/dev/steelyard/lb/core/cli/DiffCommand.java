package dev.steelyard.lb.core.cli;

import dev.steelyard.lb.core.config.ConfigDraft;
import dev.steelyard.lb.core.config.ConfigFile;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code lb diff}. */
@Command(
        name = "diff",
        description = "Show what a config file would change of the running balancer, and change nothing.",
        footer = "Exit code 0 if nothing, 1 if something, 2 if the file cannot be used.")
final class DiffCommand implements Callable<Integer> {
    private static final int DIFFERENT = 1;

    @Parameters(paramLabel = "FILE", description = "The config file that might be taken on.")
    private Path file;

    @Mixin
    private ApiOption api;

    @Override
    public Integer call() throws Exception {
        ConfigDraft wanted = ConfigFile.draft(file);
        ApiOption.Answer answer =
                api.post(wanted.config().admin(), "/api/v1/config/diff", Map.of("config", wanted.json()));
        return new ReloadPrinter(System.out).print(answer, "it would change:", DIFFERENT);
    }
}
