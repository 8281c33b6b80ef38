package dev.steelyard.lb.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.core.config.MatchConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Any table against a plain search through its routes, one after the other. */
class RouteTableSearchTest {
    private static final int TABLES = 3_000;
    private static final int REQUESTS = 60;

    /** The last two have the same hash, so whole paths made of them have too. */
    private static final String[] PIECES = {"/", "/", "/a", "/b", "/a/", "/ab", "/b.c", "a", "/Aa", "/BB"};

    private static final String[] HOSTS = {"", "a.example", "b.example", "x.a.example", "example", "other"};
    private static final String[] HOST_RULES = {"a.example", "b.example", "A.Example", "*.example", "*.a.example"};
    private static final String[] METHODS = {"GET", "POST", "PUT"};
    private static final List<Map<String, String>> HEADERS =
            List.of(Map.of(), Map.of("x-tier", "gold"), Map.of("x-tier", "tin"), Map.of("x-tier", "tin", "x-id", "7"));
    private static final List<Map<String, String>> HEADER_RULES =
            List.of(Map.of("x-tier", "gold"), Map.of("x-id", "*"), Map.of("x-tier", "*", "x-id", "7"));

    private final SplittableRandom random = new SplittableRandom(20_300_102);
    private int found;
    private int passedOver;

    @Test
    void findsWhatAPlainSearchFinds() {
        for (int trial = 0; trial < TABLES; trial++) {
            List<Route> routes = anyRoutes(random.nextInt(25));
            RouteTable table = new RouteTable(routes, new TableUse());
            for (int i = 0; i < REQUESTS; i++) {
                agrees(table, routes, anyRequest());
            }
        }
        assertThat(found).as("requests with a route").isBetween(TABLES * REQUESTS / 4, TABLES * REQUESTS * 9 / 10);
        assertThat(passedOver).as("of them with another later").isGreaterThan(TABLES * REQUESTS / 8);
    }

    private void agrees(RouteTable table, List<Route> routes, RoutedRequest request) {
        List<Route> holding =
                routes.stream().filter(route -> route.match().matches(request)).toList();
        found += holding.isEmpty() ? 0 : 1;
        passedOver += holding.size() > 1 ? 1 : 0;
        assertThat(table.find(request))
                .as("%s in %s", request, routes.stream().map(Route::name).toList())
                .isSameAs(holding.isEmpty() ? null : holding.get(0));
        agreesWhenExplained(table, routes, request, holding);
    }

    private static void agreesWhenExplained(
            RouteTable table, List<Route> routes, RoutedRequest request, List<Route> holding) {
        List<Consideration> considered = table.consider(request);
        int looked = holding.isEmpty() ? routes.size() : routes.indexOf(holding.get(0)) + 1;
        assertThat(considered).extracting(Consideration::route).isEqualTo(routes.subList(0, looked));
        for (int i = 0; i < looked; i++) {
            boolean holds = considered.get(i).mismatch().isEmpty();
            assertThat(holds).isEqualTo(!holding.isEmpty() && i == looked - 1);
        }
    }

    private List<Route> anyRoutes(int count) {
        return IntStream.range(0, count).mapToObj(i -> anyRoute()).toList();
    }

    private Route anyRoute() {
        MatchConfig match = new MatchConfig(
                Optional.of(any(HOST_RULES)).filter(host -> random.nextInt(3) == 0),
                Optional.of(anyPath()).filter(path -> random.nextInt(8) > 0),
                Stream.of(any(METHODS)).filter(method -> random.nextInt(4) == 0).toList(),
                random.nextInt(4) > 0 ? Map.of() : HEADER_RULES.get(random.nextInt(HEADER_RULES.size())));
        return new Route(match.toString(), new RouteMatch(match), null);
    }

    private RoutedRequest anyRequest() {
        String path = random.nextInt(50) == 0 ? "*" : anyPath();
        return new RoutedRequest(any(METHODS), any(HOSTS), path, HEADERS.get(random.nextInt(HEADERS.size())));
    }

    private String anyPath() {
        StringBuilder path = new StringBuilder();
        for (int pieces = random.nextInt(5); pieces > 0; pieces--) {
            path.append(any(PIECES));
        }
        return path.indexOf("/") == 0 ? path.toString() : path.insert(0, '/').toString();
    }

    private String any(String[] values) {
        return values[random.nextInt(values.length)];
    }
}
