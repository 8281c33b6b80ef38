package dev.steelyard.lb.core.cli;

import dev.steelyard.lb.core.Version;
import picocli.CommandLine.Command;

/** {@code lb version}. */
@Command(name = "version", description = "Print the version of Steelyard and of Java.")
final class VersionCommand implements Runnable {

    @Override
    public void run() {
        System.out.println("Steelyard " + Version.current() + " on Java " + Runtime.version());
    }
}
