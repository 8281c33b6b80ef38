package dev.steelyard.lb.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.steelyard.lb.core.AllocatedBytes;
import dev.steelyard.lb.core.config.ConfigFile;
import dev.steelyard.lb.core.config.RouteConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTableTest {
    /** A table of matches as the config writes them; routes are called by their place, {@code r0, r1, …}. */
    private static RouteTable table(List<String> matches) {
        StringBuilder text = new StringBuilder("listeners.a.bind = \"*:1\", pools.p.backends = []\nroutes = [\n");
        for (int i = 0; i < matches.size(); i++) {
            text.append("{ name = r%d, pool = p, match { %s } }\n".formatted(i, matches.get(i)));
        }
        List<Route> routes = new ArrayList<>();
        for (RouteConfig config : ConfigFile.parse("test.conf", text + "]").routes()) {
            routes.add(new Route(config.effectiveName(), new RouteMatch(config.match()), null));
        }
        return new RouteTable(routes, new TableUse());
    }

    private static RouteTable table(String... matches) {
        return table(List.of(matches));
    }

    private static String find(RouteTable table, RoutedRequest request) {
        Route found = table.find(request);
        return found == null ? "none" : found.name();
    }

    @ParameterizedTest
    @CsvSource({
        "/api, /api, true",
        "/api, /api/, true",
        "/api, /api/x, true",
        "/api, /apis, false",
        "/api, /ap, false",
        "/api, /API, false",
        "/api, /x/api, false",
        "/api/, /api/x, true",
        "/api/, /api/, true",
        "/api/, /api, false",
        "/, /, true",
        "/, /anything, true",
        "/caf%c3%a9, /caf%C3%A9/menu, true",
        "/café, /caf%C3%A9, true",
        "/%7Euser, /~user/x, true",
        "/a%2fb, /a%2Fb, true",
        "/a%2fb, /a/b, false",
    })
    void aPathHoldsInWholeSegments(String prefix, String path, boolean holds) {
        RouteTable table = table("path = \"" + prefix + "\"");

        assertThat(find(table, RoutedRequest.get("any", path))).isEqualTo(holds ? "r0" : "none");
    }

    @ParameterizedTest
    @CsvSource({
        "shop.example.com, shop.example.com, true",
        "Shop.Example.COM, shop.example.com, true",
        "shop.example.com, example.com, false",
        "shop.example.com, a.shop.example.com, false",
        "*.example.com, shop.example.com, true",
        "*.example.com, a.b.example.com, true",
        "*.example.com, example.com, false",
        "*.example.com, .example.com, false",
        "*.example.com, badexample.com, false",
        "*.Example.com, shop.example.com, true",
        "[fd00::1], [fd00::1], true",
    })
    void aHostHoldsExactlyOrForAllNamesBelow(String pattern, String host, boolean holds) {
        RouteTable table = table("host = \"" + pattern + "\"");

        assertThat(find(table, RoutedRequest.get(host, "/"))).isEqualTo(holds ? "r0" : "none");
    }

    @Test
    void aRouteWithoutHostHoldsForAllAndForNone() {
        RouteTable table = table("");

        assertThat(find(table, RoutedRequest.get("any.example.com", "/"))).isEqualTo("r0");
        assertThat(find(table, RoutedRequest.get("", "/"))).isEqualTo("r0");
        assertThat(find(table, new RoutedRequest("OPTIONS", "", "*", Map.of()))).isEqualTo("r0");
    }

    @Test
    void theFirstRouteThatHoldsIsTakenHoweverTheyNameTheirHosts() {
        RouteTable table = table(
                "host = a.example.com, path = /x",
                "host = \"*.example.com\", path = /y",
                "path = /z",
                "host = a.example.com",
                "host = \"*.example.com\"",
                "");

        assertThat(find(table, RoutedRequest.get("a.example.com", "/x"))).isEqualTo("r0");
        assertThat(find(table, RoutedRequest.get("a.example.com", "/y"))).isEqualTo("r1");
        assertThat(find(table, RoutedRequest.get("a.example.com", "/z"))).isEqualTo("r2");
        assertThat(find(table, RoutedRequest.get("a.example.com", "/"))).isEqualTo("r3");
        assertThat(find(table, RoutedRequest.get("b.example.com", "/x"))).isEqualTo("r4");
        assertThat(find(table, RoutedRequest.get("b.example.com", "/z"))).isEqualTo("r2");
        assertThat(find(table, RoutedRequest.get("example.org", "/x"))).isEqualTo("r5");
    }

    @Test
    void aRouteForAllBeforeOneForAHostWins() {
        RouteTable table = table("path = /", "host = a.example.com");

        assertThat(find(table, RoutedRequest.get("a.example.com", "/"))).isEqualTo("r0");
    }

    @Test
    void methodsAreAnyOfThoseNamedInTheirOwnCase() {
        RouteTable table = table("methods = [GET, HEAD]");

        assertThat(find(table, new RoutedRequest("HEAD", "h", "/", Map.of()))).isEqualTo("r0");
        assertThat(find(table, new RoutedRequest("POST", "h", "/", Map.of()))).isEqualTo("none");
        assertThat(find(table, new RoutedRequest("get", "h", "/", Map.of()))).isEqualTo("none");
    }

    @Test
    void everyHeaderMustBeThereWithItsValueOrAny() {
        RouteTable table = table("headers { x-tier = gold, x-trace = \"*\" }");

        assertThat(find(table, withHeaders(Map.of("x-tier", "gold", "x-trace", "1"))))
                .isEqualTo("r0");
        assertThat(find(table, withHeaders(Map.of("x-tier", "gold", "x-trace", ""))))
                .isEqualTo("r0");
        assertThat(find(table, withHeaders(Map.of("x-tier", "gold")))).isEqualTo("none");
        assertThat(find(table, withHeaders(Map.of("x-tier", "Gold", "x-trace", "1"))))
                .isEqualTo("none");
    }

    private static RoutedRequest withHeaders(Map<String, String> headers) {
        return new RoutedRequest("GET", "h", "/", headers);
    }

    @Test
    void aThousandHostsAreTakenApart() {
        RouteTable table = table(thousandHosts());

        for (int i = 0; i < 1_000; i++) {
            assertThat(find(table, RoutedRequest.get("host" + i + ".example.com", "/")))
                    .isEqualTo("r" + i);
        }
        assertThat(find(table, RoutedRequest.get("host1000.example.com", "/"))).isEqualTo("r1000");
        assertThat(find(table, RoutedRequest.get("example.org", "/"))).isEqualTo("none");
    }

    private static List<String> thousandHosts() {
        List<String> matches = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            matches.add("host = host" + i + ".example.com");
        }
        matches.add("host = \"*.example.com\", path = /, methods = [GET, POST], headers {}");
        return matches;
    }

    @Test
    void aThousandPathsAreTakenApart() {
        RouteTable table = table(thousandPaths());

        for (int i = 0; i < 1_000; i++) {
            assertThat(find(table, RoutedRequest.get("any", "/api/service" + i + "/item/7")))
                    .isEqualTo("r" + i);
        }
        assertThat(find(table, RoutedRequest.get("any", "/api/service1000"))).isEqualTo("r1000");
        assertThat(find(table, RoutedRequest.get("any", "/apis"))).isEqualTo("none");
    }

    private static List<String> thousandPaths() {
        List<String> matches = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            matches.add("path = /api/service" + i);
        }
        matches.add("path = /api");
        return matches;
    }

    @Test
    void theFirstRouteThatHoldsIsTakenHoweverLongTheirPathsAre() {
        RouteTable table = table("path = /a/b/c/", "path = /a, methods = [POST]", "path = /a/b", "", "path = /a");

        assertThat(find(table, RoutedRequest.get("h", "/a/b/c/d"))).isEqualTo("r0");
        assertThat(find(table, RoutedRequest.get("h", "/a/b/c"))).isEqualTo("r2");
        assertThat(find(table, new RoutedRequest("POST", "h", "/a/b/c", Map.of())))
                .isEqualTo("r1");
        assertThat(find(table, RoutedRequest.get("h", "/a"))).isEqualTo("r3");
    }

    @Test
    void findingAllocatesNothing() throws ReflectiveOperationException {
        List<String> matches = thousandHosts();
        matches.add("path = /api, methods = [GET, POST, PUT], headers { x-tier = gold }");
        matches.addAll(thousandPaths());
        RouteTable table = table(matches);
        RoutedRequest[] requests = {
            RoutedRequest.get("host77.example.com", "/a/b"),
            RoutedRequest.get("other.example.com", "/a/b"),
            new RoutedRequest("PUT", "example.org", "/api/x", Map.of("x-tier", "gold")),
            RoutedRequest.get("example.org", "/api/service500/item/7"),
            RoutedRequest.get("example.org", "/none"),
        };
        int[] found = new int[requests.length];

        long bytes = AllocatedBytes.leastOfARound(
                i -> found[i % requests.length] += table.find(requests[i % requests.length]) == null ? 0 : 1);

        assertThat(bytes).isLessThan(AllocatedBytes.CALLS);
        assertThat(found).startsWith(found[0], found[0], found[0], found[0]).endsWith(0);
    }

    @Test
    void aPathThatEveryRequestIsRefusedForIsNoRule() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> table("path = \"/a%2f..%2fb\""))
                .withMessage("path: '/a%2f..%2fb' is one that every request is refused for");
    }
}
