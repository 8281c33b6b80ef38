package dev.steelyard.lb.healthchecks.deep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.api.health.ProbeResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The forms of health answers in the wild, and what follows from each. */
final class AssessmentTest {

    private static ProbeResult assess(int status, String json, String... critical) {
        StatusWords words = StatusWords.of(List.of(), List.of(), List.of());
        try {
            Object read = new Json().read(json.getBytes(StandardCharsets.UTF_8));
            return new Assessment(Arrays.asList(critical), 0.5).assess(status, new ReportReader(words).read(read));
        } catch (Json.NotJson wrong) {
            throw new AssertionError(json, wrong);
        }
    }

    private static void assertAssessed(ProbeResult result, String verdict, String detail) {
        assertThat(result.verdict().name().toLowerCase(Locale.ROOT) + ": " + result.detail())
                .isEqualTo(verdict + ": " + (detail == null ? "" : detail));
    }

    // Columns: HTTP status | answer | verdict | detail. No component is critical.
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    200 | {"status":"healthy","version":"1.2.3"}                                    | up       |
                    200 | {"status":"UP","components":{"db":{"status":"UP"}}}                       | up       |
                    200 | {"status":"ok","checks":{"db":{"status":"ok"},"cache":{"status":"ok"}}}   | up       |
                    200 | {"status":"pass","checks":{"db:responseTime":[{"status":"pass"}]}}        | up       |
                    200 | {"components":{"database":"healthy"}}                                     | up       |
                    200 | [{"name":"db","status":"up"}]                                             | up       |
                    200 | {"status":"Healthy","entries":{"db":{"status":"Healthy"}}}                | up       |
                    200 | {"status":"UP","components":{"x":{"status":"UNKNOWN"}}}                   | up       |
                    200 | {"status":true}                                                           | up       |
                    200 | "ok"                                                                      | up       |
                    200 | {"status":"ok","details":{"disk":{"free":12345},"up":null,"n":3}}         | up       |
                    200 | {"status":"pass","checks":{"db:responseTime":[{"status":"warn"}]}}        | degraded | db:responseTime 'warn'
                    200 | {"status":"pass","checks":{"cpu":[{"status":"pass"},{"status":"fail"}]}}  | degraded | cpu 'fail'
                    200 | {"status":"warn"}                                                         | degraded | status 'warn'
                    200 | {"status":"Degraded","entries":{"db":{"status":"Degraded"}}}              | degraded | status 'Degraded': db 'Degraded'
                    200 | {"components":{"database":"healthy","cache":"unhealthy"}}                 | degraded | cache 'unhealthy'
                    200 | [{"name":"db","status":"down"},{"name":"disk","status":"up"}]             | degraded | db 'down'
                    200 | [{"status":"down"},{"status":"up"}]                                       | degraded | #1 'down'
                    200 | {"status":"ok","components":{"db":{"components":{"a":"up","b":"down"}}}}  | degraded | db 'down'
                    200 | {"status":"ok","checks":{"db":"warming"}}                                 | degraded | db 'warming' (not a known word)
                    200 | {"status":"ok","checks":{"a":"down","b":"down","c":"down","d":"down"}}    | degraded | a 'down', b 'down', c 'down' and 1 more
                    503 | {"status":"degraded"}                                                     | degraded | status 'degraded' (HTTP status 503)
                    200 | {"status":"DOWN","components":{"db":{"status":"DOWN"}}}                   | down     | status 'DOWN': db 'DOWN'
                    200 | {"status":"OUT_OF_SERVICE"}                                               | down     | status 'OUT_OF_SERVICE'
                    200 | {"components":{"database":"unhealthy"}}                                   | down     | database 'unhealthy'
                    200 | {"status":"starting"}                                                     | down     | status 'starting' (not a known word)
                    503 | {"status":"DOWN","components":{"db":{"status":"DOWN"}}}                   | down     | status 'DOWN': db 'DOWN' (HTTP status 503)
                    503 | {"status":"UP"}                                                           | down     | all is said to be well (HTTP status 503)
                    503 | {"components":{"a":"up","b":"down"}}                                      | down     | b 'down' (HTTP status 503)
                    302 | {"status":"UP"}                                                           | down     | all is said to be well (HTTP status 302)
                    404 | {"status":404,"error":"Not Found"}                                        | down     | no status in the answer (HTTP status 404)
                    """)
    void everyUsualFormIsUnderstood(int status, String json, String verdict, String detail) {
        assertAssessed(assess(status, json), verdict, detail);
    }

    // The same columns; "db" is critical.
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    200 | {"status":"UP","components":{"db":{"status":"UP"}}}                        | up       |
                    200 | {"status":"pass","checks":{"db:responseTime":[{"status":"pass"}]}}         | up       |
                    200 | {"status":"UP","components":{"DB":{"status":"warn"}}}                      | degraded | DB 'warn'
                    503 | {"status":"DOWN","components":{"db":"UP","cache":"DOWN"}}                  | degraded | status 'DOWN': cache 'DOWN' (HTTP status 503)
                    200 | {"components":{"db":"UP","cache":"DOWN"}}                                  | degraded | cache 'DOWN'
                    200 | {"status":"UP","components":{"db":"DOWN"}}                                 | down     | critical component db 'DOWN'
                    200 | {"status":"pass","checks":{"db:connections":[{"status":"fail"}]}}          | down     | critical component db:connections 'fail'
                    200 | {"status":"UP","components":{"cache":"UP"}}                                | down     | critical component db is not in the answer
                    200 | {"status":"UP"}                                                            | down     | critical component db is not in the answer
                    503 | {"status":"DOWN","components":{"db":"UP"}}                                 | down     | status 'DOWN' (HTTP status 503)
                    503 | {"status":"UP","components":{"db":"UP","cache":"DOWN"}}                    | down     | cache 'DOWN' (HTTP status 503)
                    """)
    void criticalComponentsDecide(int status, String json, String verdict, String detail) {
        assertAssessed(assess(status, json, "db"), verdict, detail);
    }

    @Test
    void everyCriticalComponentCounts() {
        String json = "{\"checks\":{\"db\":\"ok\",\"disk\":\"down\"}}";
        assertAssessed(assess(200, json, "db", "disk"), "down", "critical component disk 'down'");
    }
}
