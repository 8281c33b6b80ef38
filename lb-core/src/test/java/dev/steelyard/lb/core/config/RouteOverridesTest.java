package dev.steelyard.lb.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a route says in place of its pool, and what it does where the pool cannot serve. */
class RouteOverridesTest {
    private static LbConfig parse(String route) {
        return ConfigFile.parse("test.conf", """
                listeners.a.bind = "*:1"
                pools.web { retry { attempts = 2, statuses = [502] }, timeouts.total = 9s, backends = ["h:80"] }
                pools.spare.backends = ["h:81"]
                routes = [ { pool = web, %s } ]
                """.formatted(route));
    }

    @Test
    void keyByKeyTheRouteComesFirst() {
        LbConfig config = parse("retry { back-off = 1s, on = [timeout], hedge.least = 5ms }, timeouts.first-byte = 1s");
        PoolConfig pool = config.pools().get("web");
        RetryConfig retry = config.routes().get(0).retry().over(pool.retry());
        TimeoutsConfig timeouts = config.routes().get(0).timeouts().over(pool.timeouts());

        assertThat(retry.attempts()).isEqualTo(2);
        assertThat(retry.statuses()).isEqualTo(List.of(502));
        assertThat(retry.backOff()).isEqualTo(Duration.ofSeconds(1));
        assertThat(retry.on()).isEqualTo(new RetryConditions(false, false, true, false));
        assertThat(retry.hedge()).isEqualTo(new HedgeConfig(0, Duration.ofMillis(5), 100));
        assertThat(timeouts.firstByte()).isEqualTo(Optional.of(Duration.ofSeconds(1)));
        assertThat(timeouts.total()).isEqualTo(Optional.of(Duration.ofSeconds(9)));
        assertThat(timeouts.connect()).isEqualTo(pool.timeouts().connect());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "retry.on = [resets] | did you mean 'reset'? (expected: connect-failure, reset, timeout, statuses)",
                "retry.statuses = [200] | 200 (expected: 400..599)",
                "retry.replay-buffer = 2MiB | expected: at most 1MiB",
                "fallback { status = 200 } | says nothing to do (expected: exactly one of pool, body, redirect)",
                "fallback { pool = spare, body = x } | says 2 things to do (expected: exactly one of pool, body, redirect)",
                "fallback { pool = spar } | no pool 'spar'; did you mean 'spare'?",
                "fallback { pool = web } | 'web' is the route's own pool (expected: another one)",
                "fallback { pool = spare, status = 200 } | the pool's answers have their own",
                "fallback { redirect = example.com } | expected: a URL",
                "fallback { redirect = /x, status = 200 } | 200 (expected: 300..399 for a redirect)",
                "fallback { redirect = /x, content-type = a } | there is no text",
                "fallback { body = x, on = [never] } | expected: no-backend, busy, breaker-open, failed"
            })
    void whatMakesNoSenseIsRefused(String route, String message) {
        assertThatThrownBy(() -> parse(route)).hasMessageContaining(message);
    }
}
