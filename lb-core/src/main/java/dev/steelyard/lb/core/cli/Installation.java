package dev.steelyard.lb.core.cli;

import dev.steelyard.lb.core.InstallDirectories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the launcher says the bundle is. */
final class Installation {
    private Installation() {}

    /** The folder the bundle was unpacked to; the working directory without a launcher. */
    static Path home() {
        return Path.of(System.getProperty("lb.home", "."));
    }

    /** {@code conf/lb.conf} of the bundle. */
    static Path defaultConfig() {
        return home().resolve("conf/lb.conf");
    }

    /** The bundle's folders; copies of plugins go to a temporary folder where the bundle is read-only. */
    static InstallDirectories directories() throws IOException {
        InstallDirectories bundle = InstallDirectories.under(home());
        if (Files.isWritable(home())) {
            return bundle;
        }
        Path work = Files.createTempDirectory("steelyard-plugins-");
        return new InstallDirectories(bundle.builtInPlugins(), bundle.plugins(), bundle.data(), work);
    }
}
