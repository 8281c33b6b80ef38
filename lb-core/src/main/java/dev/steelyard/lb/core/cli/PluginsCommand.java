package dev.steelyard.lb.core.cli;

import dev.steelyard.lb.core.LoadBalancer;
import dev.steelyard.lb.core.config.PluginsConfig;
import dev.steelyard.lb.core.plugin.ExtensionCatalog;
import dev.steelyard.lb.core.plugin.PluginReport;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code lb plugins}. */
@Command(
        name = "plugins",
        description = "List the plugins found, what they provide, and why any was rejected.",
        footer = "Exit code 0 if none was rejected, else 1.")
final class PluginsCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config;

    @Override
    public Integer call() throws Exception {
        try (ExtensionCatalog catalog = LoadBalancer.loadPlugins(plugins(), Installation.directories())) {
            catalog.reports().forEach(PluginsCommand::print);
            boolean anyRejected = catalog.reports().stream()
                    .anyMatch(report -> report.status().equals(PluginReport.REJECTED));
            return anyRejected ? 1 : 0;
        }
    }

    /** Without a config file the bundle's own folders are looked at. */
    private PluginsConfig plugins() throws IOException {
        PluginsConfig none = new PluginsConfig(Optional.empty(), List.of(), List.of());
        return Files.exists(config.file()) ? config.read().plugins() : none;
    }

    private static void print(PluginReport report) {
        String version = report.version().isEmpty() ? "" : " " + report.version();
        String source = report.builtIn() ? "built in" : report.source();
        System.out.println(report.id() + version + " (" + source + "): " + report.status());
        report.provides().forEach((point, types) -> System.out.println("  " + point + ": " + String.join(", ", types)));
        report.disabledTypes().forEach(type -> System.out.println("  disabled: " + type));
        report.warnings().forEach(warning -> System.out.println("  warning: " + warning));
        if (!report.reason().isEmpty()) {
            System.out.println("  reason: " + report.reason());
            System.out.println("  remedy: " + report.remedy());
        }
    }
}
