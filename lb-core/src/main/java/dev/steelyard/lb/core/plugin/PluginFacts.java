package dev.steelyard.lb.core.plugin;

import java.util.List;
import java.util.Optional;

/**
 * What is known of a plugin before any of its code runs.
 *
 * @param version empty if it has none
 * @param stability empty if it does not say
 * @param sha256 empty if it could not be read
 * @param jars without the jars of the plugin API, which the host has
 * @param warnings what is doubtful
 */
record PluginFacts(
        PluginSource source,
        String id,
        String version,
        String stability,
        String sha256,
        List<JarFacts> jars,
        List<String> warnings) {

    /** What a file name alone tells. */
    static PluginFacts guess(PluginSource source) {
        return new PluginFacts(source, source.baseName(), source.versionInName(), "", "", List.of(), List.of());
    }

    PluginFacts withSha256(String known) {
        return new PluginFacts(source, id, version, stability, known, jars, warnings);
    }

    /** The versions of lb-api that its jars were built for; more than one only in a folder. */
    List<String> apiVersions() {
        return jars.stream()
                .map(JarFacts::apiVersion)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }

    boolean isModular() {
        return jars.stream().allMatch(jar -> jar.module().isPresent());
    }

    PluginRejected rejected(String reason, String remedy) {
        return new PluginRejected(id, reason, remedy);
    }
}
