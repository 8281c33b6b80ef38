package dev.steelyard.lb.core.admin;

import dev.steelyard.lb.core.config.BackendConfig;
import dev.steelyard.lb.core.pool.AdminState;
import dev.steelyard.lb.core.pool.DuplicateBackend;
import dev.steelyard.lb.core.pool.LiveBackend;
import dev.steelyard.lb.core.pool.Pool;
import dev.steelyard.lb.core.pool.PoolMembers;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.function.Function;

/** Lists, adds, changes and removes backends. Any thread. */
final class BackendResource {
    private static final String ROOT = "/api/v1/backend/";
    private static final String ONE = ROOT + "{id}";

    private final PoolDirectory pools;
    private final AuditLog audit;

    BackendResource(PoolDirectory pools, AuditLog audit) {
        this.pools = pools;
        this.audit = audit;
    }

    /** The body of the list. */
    record BackendList(List<BackendView> backends) {}

    void addTo(Router router) {
        router.add("GET", ROOT + "list", this::list)
                .add("POST", ROOT + "register", this::register)
                .add("GET", ONE, this::show)
                .add("DELETE", ONE, this::remove)
                .add("PUT", ONE + "/weight", this::setWeight)
                .add("PUT", ONE + "/state", this::setState);
    }

    private AdminAnswer list(AdminRequest request) {
        List<BackendView> views = new ArrayList<>();
        for (Pool pool : pools.oneOrAll(request.pool())) {
            pool.backends().forEach(backend -> views.add(BackendView.of(pool, backend)));
        }
        return AdminAnswer.ok(new BackendList(views));
    }

    private AdminAnswer show(AdminRequest request) {
        return AdminAnswer.ok(BackendDetail.of(pools.member(request.id(), request.pool())));
    }

    private AdminAnswer register(AdminRequest request) {
        request.refuseQuery();
        RegisterRequest body = request.body(RegisterRequest.class);
        BackendConfig config = body.config();
        Pool pool = pools.one(body.pool());
        LiveBackend added = added(pool, config);
        audit.changed(
                request,
                "backend " + name(pool, added) + " added: " + added.hostPort() + ", weight " + added.weight()
                        + ", max connections " + added.maxConnections());
        return AdminAnswer.created(BackendView.of(pool, added), location(pool, added));
    }

    private static LiveBackend added(Pool pool, BackendConfig config) {
        try {
            return pool.members().add(config);
        } catch (DuplicateBackend taken) {
            throw AdminFailure.conflict(taken.field(), taken.getMessage());
        }
    }

    /** With the pool, so that it leads to this backend whatever ids other pools have. */
    private static String location(Pool pool, LiveBackend backend) {
        String id = backend.id().replace("[", "%5B").replace("]", "%5D"); // what else ids have may stand in a path
        return ROOT + id + "?pool=" + URLEncoder.encode(pool.name(), StandardCharsets.UTF_8);
    }

    private AdminAnswer remove(AdminRequest request) {
        return changed(request, members -> members.remove(request.id()), removed -> "removed");
    }

    private AdminAnswer setWeight(AdminRequest request) {
        WeightRequest body = request.body(WeightRequest.class);
        return changed(
                request,
                members -> members.setWeight(request.id(), body.checkedFor(existing(members, request.id()))),
                backend -> "weight " + backend.weight());
    }

    private AdminAnswer setState(AdminRequest request) {
        AdminState wanted = request.body(StateRequest.class).wanted();
        return changed(
                request,
                members -> members.setAdminState(request.id(), wanted),
                backend -> "state " + backend.adminState().name().toLowerCase(Locale.ROOT));
    }

    private static LiveBackend existing(PoolMembers members, String id) {
        LiveBackend backend = members.byId(id);
        if (backend == null) {
            throw new NoSuchElementException(id);
        }
        return backend;
    }

    private AdminAnswer changed(
            AdminRequest request, Function<PoolMembers, LiveBackend> change, Function<LiveBackend, String> words) {
        Pool pool = pools.member(request.id(), request.pool()).pool();
        LiveBackend backend = applied(change, pool, request.id());
        audit.changed(request, "backend " + name(pool, backend) + " " + words.apply(backend));
        return AdminAnswer.ok(BackendView.of(pool, backend));
    }

    /** The backend may leave between being found and being changed: then it is as unknown as if it had left before. */
    private LiveBackend applied(Function<PoolMembers, LiveBackend> change, Pool pool, String id) {
        try {
            return change.apply(pool.members());
        } catch (NoSuchElementException left) {
            throw pools.unknown(id, pool.name());
        }
    }

    private static String name(Pool pool, LiveBackend backend) {
        return pool.name() + "/" + backend.id();
    }
}
