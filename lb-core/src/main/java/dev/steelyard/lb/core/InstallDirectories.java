package dev.steelyard.lb.core;

import java.nio.file.Path;

/**
 * Where an installation keeps its parts.
 *
 * @param builtInPlugins plugins that ship with the bundle
 * @param plugins plugins of the user
 * @param data what was changed at run time
 * @param work for copies of plugins in use
 */
public record InstallDirectories(Path builtInPlugins, Path plugins, Path data, Path work) {

    /** The parts below the folder that a bundle was unpacked to. */
    public static InstallDirectories under(Path home) {
        return new InstallDirectories(
                home.resolve("lib/plugins"),
                home.resolve("plugins"),
                home.resolve("data"),
                home.resolve("work/plugins"));
    }
}
