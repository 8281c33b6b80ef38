package dev.steelyard.lb.core.cli;

import dev.steelyard.lb.core.config.ConfigFile;
import dev.steelyard.lb.core.config.LbConfig;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code -c FILE}, which several commands have. */
final class ConfigOption {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The config file; conf/lb.conf of the bundle if not given.")
    private Path file;

    Path file() {
        return file != null ? file : Installation.defaultConfig();
    }

    LbConfig read() {
        return ConfigFile.read(file());
    }
}
