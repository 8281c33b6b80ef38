package dev.steelyard.lb.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.core.config.MatchConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which part of a match does not hold, in words. */
class MismatchTest {
    private static final RouteMatch MATCH = new RouteMatch(new MatchConfig(
            Optional.of("*.example.com"), Optional.of("/api"), List.of("GET", "HEAD"), Map.of("X-Tier", "gold")));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET  | other         | /api/x | gold | host 'other' (expected: *.example.com)",
                "GET  | a.example.com | /apis  | gold | path '/apis' (expected: /api)",
                "POST | a.example.com | /api   | gold | method POST (expected: GET, HEAD)",
                "GET  | a.example.com | /api   |      | header X-Tier is absent (expected: 'gold')",
                "GET  | a.example.com | /api   | tin  | header X-Tier 'tin' (expected: 'gold')",
                "GET  | a.example.com | /api/x | gold |",
            })
    void theFirstPartThatDoesNotHoldIsTold(String method, String host, String path, String tier, String words) {
        Map<String, String> headers = tier == null ? Map.of() : Map.of("X-Tier", tier);

        assertThat(MATCH.mismatch(new RoutedRequest(method, host, path, headers)))
                .isEqualTo(Optional.ofNullable(words));
    }
}
