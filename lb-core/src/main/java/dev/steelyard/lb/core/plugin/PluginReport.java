package dev.steelyard.lb.core.plugin;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What became of one plugin: the row that {@code lb plugins} and the admin API show.
 *
 * @param id its id; guessed from the file name if the plugin could not be read
 * @param version its version, or empty if it has none
 * @param apiVersion the version of lb-api it was built for, or empty if it does not say
 * @param stability {@code stable} or {@code experimental} as its manifest says, or empty
 * @param source where it was found, such as {@code plugins/acme-geo}
 * @param builtIn whether it ships with the balancer
 * @param jars the file names of its jars
 * @param sha256 of the jar; of a folder, that of its {@code sha256sum *.jar} listing; empty if it could not be read
 * @param realm {@code layer}, {@code class path}, or empty if it was not opened
 * @param status {@code loaded}, {@code rejected} or {@code disabled}
 * @param reason why it was rejected, or empty
 * @param remedy what to do about it, or empty
 * @param warnings what is doubtful about a plugin, loaded or not
 * @param provides the types it provides for each extension point, such as {@code algorithm} to {@code [acme-geo]}
 * @param disabledTypes the types it has that the config disables, such as {@code algorithm acme-geo}
 */
public record PluginReport(
        String id,
        String version,
        String apiVersion,
        String stability,
        String source,
        boolean builtIn,
        List<String> jars,
        String sha256,
        String realm,
        String status,
        String reason,
        String remedy,
        List<String> warnings,
        Map<String, List<String>> provides,
        List<String> disabledTypes) {

    public PluginReport {
        jars = List.copyOf(jars);
        warnings = List.copyOf(warnings);
        provides = Collections.unmodifiableMap(new LinkedHashMap<>(provides));
        disabledTypes = List.copyOf(disabledTypes);
    }

    /** The {@link #status()} of a plugin that serves. */
    public static final String LOADED = "loaded";

    /** The {@link #status()} of a plugin with a {@link #reason()}. */
    public static final String REJECTED = "rejected";

    /** The {@link #status()} of a plugin that the config turns off. */
    public static final String DISABLED = "disabled";

    /** Whether the plugin serves. */
    public boolean wasLoaded() {
        return status.equals(LOADED);
    }

    static PluginReport rejected(PluginFacts facts, PluginRejected why) {
        return of(facts, REJECTED, why.reason(), why.remedy());
    }

    static PluginReport disabled(PluginFacts facts) {
        return of(facts, DISABLED, "", "");
    }

    static PluginReport loaded(
            PluginFacts facts,
            String realm,
            List<String> warnings,
            Map<String, List<String>> provides,
            List<String> disabledTypes) {
        return of(facts, LOADED, "", "").with(realm, warnings, provides, disabledTypes);
    }

    private static PluginReport of(PluginFacts facts, String status, String reason, String remedy) {
        return new PluginReport(
                facts.id(),
                facts.version(),
                String.join(", ", facts.apiVersions()),
                facts.stability(),
                facts.source().name(),
                facts.source().builtIn(),
                facts.source().fileNames(),
                facts.sha256(),
                "",
                status,
                reason,
                remedy,
                facts.warnings(),
                Map.of(),
                List.of());
    }

    private PluginReport with(
            String opened, List<String> doubts, Map<String, List<String>> types, List<String> switchedOff) {
        return new PluginReport(
                id,
                version,
                apiVersion,
                stability,
                source,
                builtIn,
                jars,
                sha256,
                opened,
                status,
                reason,
                remedy,
                doubts,
                types,
                switchedOff);
    }
}
