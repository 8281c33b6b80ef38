package dev.steelyard.lb.bench;

import dev.steelyard.lb.api.request.RequestView;
import dev.steelyard.lb.core.config.MatchConfig;
import dev.steelyard.lb.core.routing.Route;
import dev.steelyard.lb.core.routing.RouteMatch;
import dev.steelyard.lb.core.routing.RouteTable;
import dev.steelyard.lb.core.routing.TableUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Finding the route of requests that are spread evenly over all routes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RouteTableBenchmark {
    @Param({"4", "1000"})
    public int routes;

    /** What tells routes apart: a host each, or a path each under any host. */
    @Param({"host", "path"})
    public String by;

    private RouteTable table;
    private List<RequestView> requests;
    private int next;

    @Setup
    public void makeTable() {
        List<Route> all = new ArrayList<>();
        requests = new ArrayList<>();
        for (int i = 0; i < routes; i++) {
            String host = by.equals("host") ? "h" + i + ".bench" : null;
            String path = by.equals("path") ? "/service" + i : null;
            all.add(route("r" + i, host, path));
            requests.add(new PlainRequest(host == null ? "any.bench" : host, path == null ? "/" : path + "/item/7"));
        }
        table = new RouteTable(all, new TableUse());
    }

    /** A table looks at nothing of a route but its rule. */
    private static Route route(String name, String host, String path) {
        MatchConfig match = new MatchConfig(Optional.ofNullable(host), Optional.ofNullable(path), List.of(), Map.of());
        return new Route(name, new RouteMatch(match), null);
    }

    @Benchmark
    public Route find() {
        next = (next + 7) % requests.size();
        return table.find(requests.get(next));
    }
}
