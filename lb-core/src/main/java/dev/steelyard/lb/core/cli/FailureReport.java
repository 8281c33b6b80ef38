package dev.steelyard.lb.core.cli;

import dev.steelyard.lb.api.settings.SettingsException;
import dev.steelyard.lb.core.plugin.RequiredPluginMissing;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Set;
import picocli.CommandLine;

/** What a person sees when a command fails: every problem of a config, or one sentence; a stack trace only for a bug. */
final class FailureReport implements CommandLine.IExecutionExceptionHandler {
    private static final int FAILED = 1;
    private static final int BAD_CONFIG = 2;
    private static final Set<String> OF_A_RUNNING_ONE = Set.of("reload", "diff");

    @Override
    public int handleExecutionException(Exception failure, CommandLine line, CommandLine.ParseResult parsed) {
        PrintWriter err = line.getErr();
        if (failure instanceof SettingsException refused) {
            refused.problems().forEach(err::println);
            int count = refused.problems().size();
            err.println((count == 1 ? "1 problem" : count + " problems") + "; nothing was " + done(parsed));
            err.flush();
            return BAD_CONFIG;
        }
        if (failure instanceof IOException || failure instanceof RequiredPluginMissing) {
            err.println(failure.getMessage());
            err.flush();
            return FAILED;
        }
        err.println("this is a bug in Steelyard"); // not by the logger, which may be what is broken
        failure.printStackTrace(err);
        err.flush();
        return FAILED;
    }

    private static String done(CommandLine.ParseResult parsed) {
        boolean running = parsed.hasSubcommand()
                && OF_A_RUNNING_ONE.contains(parsed.subcommand().commandSpec().name());
        return running ? "changed" : "started";
    }
}
