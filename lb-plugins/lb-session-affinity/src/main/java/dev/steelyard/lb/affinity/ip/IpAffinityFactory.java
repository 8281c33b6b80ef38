package dev.steelyard.lb.affinity.ip;

import dev.steelyard.lb.api.ExtensionContext;
import dev.steelyard.lb.api.affinity.SessionAffinity;
import dev.steelyard.lb.api.affinity.SessionAffinityFactory;
import dev.steelyard.lb.api.settings.Settings;
import java.lang.invoke.MethodHandles;

/** Makes {@code ip} affinities. */
public final class IpAffinityFactory implements SessionAffinityFactory {

    @Override
    public String type() {
        return "ip";
    }

    @Override
    public SessionAffinity create(Settings settings, ExtensionContext context) {
        return new IpAffinity(settings.as(IpSettings.class, MethodHandles.lookup()), context);
    }
}
