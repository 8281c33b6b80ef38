package dev.steelyard.lb.affinity.cookie;

import dev.steelyard.lb.api.ExtensionContext;
import dev.steelyard.lb.api.affinity.SessionAffinity;
import dev.steelyard.lb.api.affinity.SessionAffinityFactory;
import dev.steelyard.lb.api.settings.Settings;
import java.lang.invoke.MethodHandles;

/** Makes {@code cookie} affinities. */
public final class CookieAffinityFactory implements SessionAffinityFactory {

    @Override
    public String type() {
        return "cookie";
    }

    @Override
    public SessionAffinity create(Settings settings, ExtensionContext context) {
        return new CookieAffinity(settings.as(CookieSettings.class, MethodHandles.lookup()));
    }
}
