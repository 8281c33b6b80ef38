package dev.steelyard.lb.core.plugin;

import java.util.Optional;

/**
 * Whether a plugin fits the lb-api of this balancer: same major version and not newer.
 *
 * <p>Checked before anything of it runs, because a plugin built for a newer API works until it calls what is not there.
 *
 * @param host empty if the balancer does not know, as when an IDE compiled it
 */
record ApiCompatibility(Optional<ApiVersion> host) {

    /**
     * @return a warning if a plugin, or the balancer, does not say its version
     */
    Optional<String> check(PluginFacts facts) throws PluginRejected {
        for (String built : facts.apiVersions()) {
            check(facts, parse(facts, built), built);
        }
        if (host.isEmpty()) {
            return Optional.of("this balancer does not know the version of its own lb-api, so that it is not compared");
        }
        return facts.jars().stream()
                .filter(JarFacts::isPlugin)
                .filter(jar -> jar.apiVersion().isEmpty())
                .findFirst()
                .map(jar -> jar.file() + " does not say for which lb-api it was built (this is " + host.get()
                        + "); add " + JarFacts.API_VERSION + " to its manifest");
    }

    private void check(PluginFacts facts, ApiVersion built, String shown) throws PluginRejected {
        if (host.isEmpty() || host.get().serves(built)) {
            return;
        }
        boolean older = built.compareTo(host.get()) < 0;
        throw facts.rejected(
                "built for lb-api " + shown + ", this is " + host.get(),
                older
                        ? "It needs a build for lb-api " + host.get().major() + ", or an older load balancer."
                        : "It needs a newer load balancer.");
    }

    private static ApiVersion parse(PluginFacts facts, String text) throws PluginRejected {
        try {
            return ApiVersion.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw new PluginRejected(
                    facts.id(), JarFacts.API_VERSION + ": " + wrong.getMessage(), "Change it in the manifest.", wrong);
        }
    }
}
