package dev.steelyard.lb.core.admin;

import dev.steelyard.lb.api.settings.NearestName;
import dev.steelyard.lb.core.pool.LiveBackend;
import dev.steelyard.lb.core.pool.Pool;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Finds the pools and backends that a request names. Any thread. */
final class PoolDirectory {
    private final Supplier<Map<String, Pool>> pools;

    PoolDirectory(Supplier<Map<String, Pool>> pools) {
        this.pools = pools;
    }

    /** A backend and where it was found. */
    record Member(Pool pool, LiveBackend backend) {}

    /** All pools, in the order of the config. */
    Collection<Pool> all() {
        return pools.get().values();
    }

    /**
     * The pool of a name, or the only pool if there is no name.
     *
     * @param name may be {@code null}
     * @throws AdminFailure 400 if there is none of this name, or no name where it is needed
     */
    Pool one(String name) {
        Map<String, Pool> known = pools.get();
        if (name == null && known.size() == 1) {
            return known.values().iterator().next();
        }
        if (name == null) {
            throw AdminFailure.badRequest("pool", "required, as there is not just one" + names(known.keySet()));
        }
        return named(known, name);
    }

    /**
     * The pool of a name, or all if there is no name.
     *
     * @param name may be {@code null}
     */
    Collection<Pool> oneOrAll(String name) {
        Map<String, Pool> known = pools.get();
        return name == null ? known.values() : List.of(named(known, name));
    }

    /**
     * The backend of an id.
     *
     * @param pool {@code null} where any pool will do
     * @throws AdminFailure 404 if there is none, 409 if several pools have one
     */
    Member member(String id, String pool) {
        List<Member> found = oneOrAll(pool).stream()
                .map(candidate -> new Member(candidate, candidate.members().byId(id)))
                .filter(member -> member.backend() != null)
                .toList();
        if (found.isEmpty()) {
            throw unknown(id, pool);
        }
        if (found.size() > 1) {
            TreeSet<String> names = new TreeSet<>();
            found.forEach(member -> names.add(member.pool().name()));
            throw AdminFailure.conflict(
                    "pool",
                    "several pools have a backend '" + id + "': add ?pool= with one of " + String.join(", ", names));
        }
        return found.get(0);
    }

    AdminFailure unknown(String id, String pool) {
        Set<String> ids = new TreeSet<>();
        oneOrAll(pool).forEach(candidate -> candidate.backends().forEach(backend -> ids.add(backend.id())));
        String where = pool == null ? "" : " in pool '" + pool + "'";
        return AdminFailure.notFound("no backend '" + id + "'" + where + NearestName.hint(id, ids));
    }

    private static Pool named(Map<String, Pool> known, String name) {
        Pool pool = known.get(name);
        if (pool == null) {
            String hint = NearestName.hint(name, known.keySet());
            throw AdminFailure.badRequest("pool", "no pool '" + name + "'" + hint + names(known.keySet()));
        }
        return pool;
    }

    private static String names(Set<String> known) {
        return known.isEmpty() ? " (there are no pools)" : " (pools: " + String.join(", ", known) + ")";
    }
}
