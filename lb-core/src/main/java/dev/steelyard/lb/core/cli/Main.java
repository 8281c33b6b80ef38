package dev.steelyard.lb.core.cli;

import picocli.CommandLine;

/** The entry point of the bundle. */
public final class Main {
    private Main() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        // Before anything of Guice is loaded: generated classes could not reach ours from the unnamed module.
        System.setProperty("guice_bytecode_gen_option", "DISABLED");
        CommandLine line = new CommandLine(new LbCommand()).setExecutionExceptionHandler(new FailureReport());
        int code = line.execute(arguments);
        System.out.flush();
        Runtime.getRuntime().halt(code); // commands have stopped what they started
    }
}
