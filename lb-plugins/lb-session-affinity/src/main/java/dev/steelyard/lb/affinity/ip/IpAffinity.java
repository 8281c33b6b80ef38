package dev.steelyard.lb.affinity.ip;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.steelyard.lb.api.ExtensionContext;
import dev.steelyard.lb.api.affinity.SessionAffinity;
import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.backend.BackendSet;
import dev.steelyard.lb.api.request.RequestView;
import dev.steelyard.lb.api.request.ResponseHeaders;

/** Pins a client address by a bounded table of backend ids. */
final class IpAffinity implements SessionAffinity {
    private final IpSettings settings;

    // Ids, not backends: a backend that leaves and comes back is another object, and must not be kept alive from here.
    private final Cache<AddressKey, String> pins;

    IpAffinity(IpSettings settings, ExtensionContext context) {
        this.settings = settings;
        this.pins = Caffeine.newBuilder()
                .maximumSize(settings.maxEntries())
                .expireAfterAccess(settings.ttl())
                .ticker(context.nanoTime()::getAsLong)
                .executor(context.executor())
                .build();
    }

    @Override
    public Backend find(RequestView request, BackendSet backends) {
        String id = pins.getIfPresent(keyOf(request));
        return id == null ? null : backends.byId(id);
    }

    /** A pin holds longer each time it is found; a look must not keep it alive. */
    @Override
    public Backend peek(RequestView request, BackendSet backends) {
        String id = pins.policy().getIfPresentQuietly(keyOf(request));
        return id == null ? null : backends.byId(id);
    }

    @Override
    public void remember(RequestView request, Backend backend, ResponseHeaders response) {
        pins.put(keyOf(request), backend.id());
    }

    private AddressKey keyOf(RequestView request) {
        return AddressKey.of(
                settings.source() == IpSettings.Source.PEER ? request.peerAddress() : request.clientAddress(),
                settings.prefixLengthV4(),
                settings.prefixLengthV6());
    }

    @Override
    public void close() {
        pins.invalidateAll();
    }
}
