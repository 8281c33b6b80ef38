package dev.steelyard.lb.core.pool;

import dev.steelyard.lb.core.config.CircuitBreakerConfig;
import dev.steelyard.lb.core.config.SelectionConfig;
import dev.steelyard.lb.core.config.SlowStartConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * The stages that backends pass before an algorithm sees them, so that every algorithm has all of them: admin state, health
 * (with the panic threshold), circuit breaker, tier of priority, zone, subset, slow start, reported weight.
 *
 * <p>Off the request path; immutable, any thread.
 */
final class SelectionStages {
    private final SelectionConfig config;
    private final SlowStartConfig slowStart;
    private final CircuitBreakerConfig breakers;
    private final LongSupplier nanoTime;
    private final Subset subset;

    SelectionStages(
            SelectionConfig config, SlowStartConfig slowStart, CircuitBreakerConfig breakers, LongSupplier nanoTime) {
        this.config = config;
        this.slowStart = slowStart;
        this.breakers = breakers;
        this.nanoTime = nanoTime;
        this.subset = new Subset(config.subset());
    }

    /** What is left of the backends now. */
    Selection select(Collection<LiveBackend> members) {
        Map<LiveBackend, Exclusion> excluded = new IdentityHashMap<>();
        List<LiveBackend> inService = keep(members, SelectionStages::isEnabled, Exclusion.ADMIN_STATE, excluded);
        boolean panic = isPanic(inService);
        Predicate<LiveBackend> usable = panic ? any -> true : SelectionStages::isHealthy;
        List<LiveBackend> healthy = keep(inService, usable, Exclusion.UNHEALTHY, excluded);
        List<LiveBackend> closed = keepClosed(healthy, excluded);
        List<LiveBackend> open =
                healthy.stream().filter(member -> !closed.contains(member)).toList();
        List<LiveBackend> tier = bestTiers(inService, closed, excluded);
        List<LiveBackend> zone = ownZone(inService, tier, excluded);
        List<LiveBackend> left = ownSubset(zone, excluded);
        List<LiveBackend> pinnable = members.stream()
                .filter(member -> member.adminState() != AdminState.DISABLED)
                .filter(usable)
                .filter(member -> excluded.get(member) != Exclusion.CIRCUIT_OPEN)
                .toList();
        long now = nanoTime.getAsLong();
        return new Selection(
                new BackendArray(left, member -> share(member, now)),
                new BackendArray(pinnable, member -> share(member, now)),
                new BackendArray(panic ? healthyOf(closed) : List.of(), member -> share(member, now)),
                excluded,
                open,
                panic,
                left.stream().anyMatch(member -> slowStartShare(member, now) < 1));
    }

    private static boolean isEnabled(LiveBackend member) {
        return member.adminState() == AdminState.ENABLED;
    }

    private static boolean isHealthy(LiveBackend member) {
        return member.health().status().healthy();
    }

    private static List<LiveBackend> healthyOf(List<LiveBackend> backends) {
        return backends.stream().filter(SelectionStages::isHealthy).toList();
    }

    private static List<LiveBackend> keep(
            Collection<LiveBackend> from,
            Predicate<LiveBackend> wanted,
            Exclusion otherwise,
            Map<LiveBackend, Exclusion> excluded) {
        List<LiveBackend> kept = new ArrayList<>();
        for (LiveBackend member : from) {
            if (wanted.test(member)) {
                kept.add(member);
            } else {
                excluded.put(member, otherwise);
            }
        }
        return kept;
    }

    /** All of them, if otherwise none were left: the pool's own breaker is for faults that all share. */
    private List<LiveBackend> keepClosed(List<LiveBackend> healthy, Map<LiveBackend, Exclusion> excluded) {
        if (!breakers.backend().enabled()) {
            return healthy;
        }
        boolean none = healthy.stream().noneMatch(member -> member.breaker().isClosed());
        return none && !breakers.openLast()
                ? healthy
                : keep(healthy, member -> member.breaker().isClosed(), Exclusion.CIRCUIT_OPEN, excluded);
    }

    /** With so few left, each of them would get more than it can take, and the verdicts are in doubt. */
    private boolean isPanic(List<LiveBackend> inService) {
        long healthy = inService.stream().filter(SelectionStages::isHealthy).count();
        return healthy < config.panicThreshold() * inService.size();
    }

    /** The first tier that has any backend, and the ones after it until one of them has enough. */
    private List<LiveBackend> bestTiers(
            List<LiveBackend> inService, List<LiveBackend> healthy, Map<LiveBackend, Exclusion> excluded) {
        int worst = worstTierNeeded(inService, healthy);
        return keep(healthy, member -> member.priority() <= worst, Exclusion.TIER, excluded);
    }

    private int worstTierNeeded(List<LiveBackend> inService, List<LiveBackend> healthy) {
        for (int tier : byTier(healthy).keySet()) {
            List<LiveBackend> ofTier =
                    healthy.stream().filter(member -> member.priority() == tier).toList();
            List<LiveBackend> all = inService.stream()
                    .filter(member -> member.priority() == tier)
                    .toList();
            if (isEnough(ofTier, all, config.tierMinimum())) {
                return tier;
            }
        }
        return Integer.MAX_VALUE;
    }

    private static Map<Integer, Boolean> byTier(List<LiveBackend> healthy) {
        Map<Integer, Boolean> tiers = new TreeMap<>();
        healthy.forEach(member -> tiers.put(member.priority(), true));
        return tiers;
    }

    private List<LiveBackend> ownZone(
            List<LiveBackend> inService, List<LiveBackend> candidates, Map<LiveBackend, Exclusion> excluded) {
        if (config.zone().isEmpty()) {
            return candidates;
        }
        Predicate<LiveBackend> near = member -> member.zone().equals(config.zone());
        List<LiveBackend> own = candidates.stream().filter(near).toList();
        List<LiveBackend> all = inService.stream()
                .filter(near)
                .filter(member -> isOfTierOf(member, candidates))
                .toList();
        return isEnough(own, all, config.zoneMinimum()) ? keep(candidates, near, Exclusion.ZONE, excluded) : candidates;
    }

    private List<LiveBackend> ownSubset(List<LiveBackend> candidates, Map<LiveBackend, Exclusion> excluded) {
        if (!subset.isSmallerThan(candidates.size())) {
            return candidates;
        }
        return keep(candidates, subset.of(candidates)::contains, Exclusion.SUBSET, excluded);
    }

    private static boolean isOfTierOf(LiveBackend member, List<LiveBackend> candidates) {
        return candidates.stream().anyMatch(candidate -> candidate.priority() == member.priority());
    }

    /** By weight: a big backend that is left can carry what small ones that are gone did. */
    private static boolean isEnough(List<LiveBackend> left, List<LiveBackend> all, double minimum) {
        return !left.isEmpty() && weight(left) >= minimum * weight(all);
    }

    private static long weight(List<LiveBackend> backends) {
        return backends.stream().mapToLong(LiveBackend::weight).sum();
    }

    private double share(LiveBackend member, long now) {
        return slowStartShare(member, now) * member.reportedWeight().inForce();
    }

    private double slowStartShare(LiveBackend member, long now) {
        return member.isWarming() ? slowStart.share(now - member.warmingSinceNanos()) : 1;
    }
}
