package dev.steelyard.lb.core.admin;

import dev.steelyard.lb.core.config.BackendConfig;
import dev.steelyard.lb.core.pool.AdminState;
import dev.steelyard.lb.core.pool.Drain;
import dev.steelyard.lb.core.pool.DuplicateBackend;
import dev.steelyard.lb.core.pool.LiveBackend;
import dev.steelyard.lb.core.pool.Pool;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** Lists, adds and changes backends. Any thread. */
final class BackendResource {
    private static final String ROOT = "/api/v1/backend/";
    private static final String ONE = ROOT + "{id}";

    private final PoolDirectory pools;
    private final AuditLog audit;

    private final ToIntFunction<LiveBackend> connections;

    BackendResource(PoolDirectory pools, AuditLog audit, ToIntFunction<LiveBackend> connections) {
        this.pools = pools;
        this.audit = audit;
        this.connections = connections;
    }

    /** The body of the list. */
    record BackendList(List<BackendView> backends) {}

    void addTo(Router router) {
        router.add("GET", ROOT + "list", this::list)
                .add("POST", ROOT + "register", this::register)
                .add("GET", ONE, this::show)
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
        return AdminAnswer.ok(BackendDetail.of(pools.member(request.id(), request.pool()), connections));
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
        return AdminAnswer.created(BackendView.of(pool, added), location(pool, added, ""));
    }

    private static LiveBackend added(Pool pool, BackendConfig config) {
        try {
            return pool.members().add(config);
        } catch (DuplicateBackend taken) {
            throw AdminFailure.conflict(taken.field(), taken.getMessage());
        }
    }

    /** With the pool, so that it leads to this backend whatever ids other pools have. */
    static String location(Pool pool, LiveBackend backend, String below) {
        String id = backend.id().replace("[", "%5B").replace("]", "%5D"); // what else ids have may stand in a path
        return ROOT + id + below + "?pool=" + URLEncoder.encode(pool.name(), StandardCharsets.UTF_8);
    }

    private AdminAnswer setWeight(AdminRequest request) {
        WeightRequest body = request.body(WeightRequest.class);
        return changed(
                request,
                pool -> pool.members().setWeight(request.id(), body.checkedFor(existing(pool, request.id()))),
                backend -> "weight " + backend.weight());
    }

    private AdminAnswer setState(AdminRequest request) {
        StateRequest body = request.body(StateRequest.class);
        AdminState wanted = body.wanted();
        Optional<Duration> limit = body.limit();
        return changed(
                request,
                pool -> wanted == AdminState.DRAINING
                        ? pool.drain(request.id(), limit, Drain.End.DISABLED)
                        : pool.members().setAdminState(request.id(), wanted),
                backend -> "state " + wanted.name().toLowerCase(Locale.ROOT)
                        + limit.map(most -> " for at most " + most.toMillis() + " ms, then disabled")
                                .orElse(""));
    }

    private static LiveBackend existing(Pool pool, String id) {
        LiveBackend backend = pool.members().byId(id);
        if (backend == null) {
            throw new NoSuchElementException(id);
        }
        return backend;
    }

    private AdminAnswer changed(
            AdminRequest request, Function<Pool, LiveBackend> change, Function<LiveBackend, String> words) {
        Pool pool = pools.member(request.id(), request.pool()).pool();
        LiveBackend backend = applied(change, pool, request.id());
        audit.changed(request, "backend " + name(pool, backend) + " " + words.apply(backend));
        return AdminAnswer.ok(BackendView.of(pool, backend));
    }

    /** The backend may leave between being found and being changed: then it is as unknown as if it had left before. */
    private LiveBackend applied(Function<Pool, LiveBackend> change, Pool pool, String id) {
        try {
            return change.apply(pool);
        } catch (NoSuchElementException left) {
            throw pools.unknown(id, pool.name());
        }
    }

    static String name(Pool pool, LiveBackend backend) {
        return pool.name() + "/" + backend.id();
    }
}
