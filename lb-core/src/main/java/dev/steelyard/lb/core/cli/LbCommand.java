package dev.steelyard.lb.core.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lb}. */
@Command(
        name = "lb",
        description = "Steelyard, a load balancer that is extended by dropping jars into plugins/.",
        subcommands = {
            RunCommand.class,
            CheckCommand.class,
            ReloadCommand.class,
            DiffCommand.class,
            UpgradeCommand.class,
            DemoCommand.class,
            PluginsCommand.class,
            VersionCommand.class
        },
        synopsisSubcommandLabel = "COMMAND")
final class LbCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = CommandLine.ScopeType.INHERIT,
            description = "Show this and exit.")
    private boolean help;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command? try: lb demo");
    }
}
