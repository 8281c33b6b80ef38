package dev.steelyard.lb.core;

import java.lang.module.ModuleDescriptor;

/** The version of what runs. */
public final class Version {
    private Version() {}

    /** Such as {@code 0.1.0}; {@code development} where the code does not come from a jar. */
    public static String current() {
        ModuleDescriptor descriptor = Version.class.getModule().getDescriptor();
        return descriptor == null ? "development" : descriptor.rawVersion().orElse("development");
    }
}
