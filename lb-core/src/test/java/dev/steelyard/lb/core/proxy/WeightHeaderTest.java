package dev.steelyard.lb.core.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The header by which backends tell their weight. */
class WeightHeaderTest {
    private static final String HELLO =
            "HTTP/1.1 200 OK\r\nX-Lb-Weight: 0.25\r\nX-Other: kept\r\nContent-Length: 5\r\n\r\nhello";
    private static final String POOL =
            "selection.reported-weight { header = x-lb-weight, interval = 100ms }\nretry.statuses = [503]";

    @ParameterizedTest
    @CsvSource({"1, 1", "0, 0", "0.25, 0.25", ".5, 0.5", "1.000, 1", "60%, 0.6", "100%, 1", "12.5%, 0.125", "0%, 0"})
    void aPartOrAPercentageIsRead(String text, double part) {
        assertThat(WeightHeader.partOf(text)).isCloseTo(part, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "%",
                ".",
                "-1",
                "+1",
                "1.1",
                "101%",
                "60",
                "1e-3",
                "0,5",
                "0.5.1",
                "NaN",
                "0.5 ",
                "0.1234567890123"
            })
    void anythingElseIsNotSaid(String text) {
        assertThat(WeightHeader.partOf(text)).isNegative();
    }

    @Test
    void theBackendIsBelievedAndTheClientDoesNotSeeIt() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(HELLO);
                RawOrigin other = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.configured().pool(POOL).before(origin.port(), other.port())) {
            for (int i = 0; i < 2; i++) {
                Wire.Message answer =
                        balancer.ask("GET / HTTP/1.1\r\nHost: h\r\nX-Lb-Weight: 0.01\r\nConnection: close\r\n\r\n");
                assertThat(answer.headers("X-Lb-Weight")).isEmpty();
                assertThat(answer.body()).isEqualTo("hello");
            }
            TestBalancer.await(
                    "the weight is not in force",
                    () -> balancer.backend(0).reportedWeight().inForce() == 0.25);
            assertThat(balancer.backend(1).reportedWeight().inForce())
                    .as("what clients say does not count")
                    .isEqualTo(1);
        }
    }

    @Test
    void anAnswerThatIsReplacedCountsToo() throws Exception {
        try (RawOrigin busy = RawOrigin.saying(HELLO.replace("200 OK", "503 Busy"));
                RawOrigin sound = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.configured().pool(POOL).before(busy.port(), sound.port())) {
            assertThat(balancer.get("/").status()).isEqualTo(200);

            TestBalancer.await(
                    "the weight is not in force",
                    () -> balancer.backend(0).reportedWeight().inForce() == 0.25);
        }
    }

    @Test
    void whereItIsNotAskedForTheHeaderIsLikeAnyOther() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(HELLO);
                TestBalancer balancer = TestBalancer.before(origin)) {
            assertThat(balancer.get("/").headers("X-Lb-Weight")).containsExactly("0.25");
        }
    }
}
