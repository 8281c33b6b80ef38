package dev.steelyard.lb.core.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was changed of one pool while the balancer ran.
 *
 * @param backends by id
 * @param health how its backends are watched, if that was changed
 * @param fileHealth what the file said of it then
 */
public record PoolOverrides(
        Map<String, BackendOverride> backends, Optional<HealthConfig> health, Optional<HealthConfig> fileHealth) {
    static final PoolOverrides NONE = new PoolOverrides(Map.of(), Optional.empty(), Optional.empty());

    boolean isEmpty() {
        return backends.isEmpty() && health.isEmpty();
    }

    BackendOverride of(String id) {
        return backends.getOrDefault(id, BackendOverride.NONE);
    }

    PoolOverrides with(String id, BackendOverride override) {
        Map<String, BackendOverride> next = new LinkedHashMap<>(backends);
        next.put(id, override);
        next.values().removeIf(BackendOverride::isEmpty);
        return new PoolOverrides(next, health, fileHealth);
    }

    PoolOverrides withHealth(HealthConfig next, HealthConfig inFile) {
        return next.equals(inFile)
                ? new PoolOverrides(backends, Optional.empty(), Optional.empty())
                : new PoolOverrides(backends, Optional.of(next), Optional.of(inFile));
    }

    /** What is left of it under a file, which is the newer word where it says something else than at the time of a change. */
    PoolOverrides under(PoolConfig file) {
        boolean sameHealth = fileHealth.equals(Optional.of(file.health()));
        PoolOverrides left = new PoolOverrides(
                Map.of(), sameHealth ? health : Optional.empty(), sameHealth ? fileHealth : Optional.empty());
        for (String id : backends.keySet()) {
            left = left.with(id, of(id).under(file.backend(id)));
        }
        return left;
    }

    /** The pool as it shall run; these are what is left of them under that file. */
    PoolConfig applyTo(PoolConfig file) {
        List<BackendConfig> members = new ArrayList<>();
        file.backends().stream()
                .filter(backend -> of(backend.effectiveId()).removed().isEmpty())
                .map(backend ->
                        backend.withWeight(of(backend.effectiveId()).weight().orElse(backend.weight())))
                .forEach(members::add);
        backends.values().stream()
                .flatMap(override -> override.added().stream())
                .forEach(own -> addUnlessTaken(own, members));
        return file.with(members, health.orElse(file.health()));
    }

    /** The file may have got the same address by another id meanwhile. */
    private static void addUnlessTaken(BackendConfig own, List<BackendConfig> members) {
        if (members.stream().noneMatch(member -> member.hostPort().equals(own.hostPort()))) {
            members.add(own);
        }
    }
}
