package dev.steelyard.lb.api.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What users read when a config is wrong: whole messages, with the line, the path, the value and the remedy. */
class SettingsProblemsTest {

    private enum TieBreak {
        RANDOM,
        FIRST_IN_LIST
    }

    private record Peak(
            @Default("10s") @Min("1s") @Max("1h") Duration decayTime,
            @Default("2") @Min("2") @Max("8") int choices,
            @Default("random") TieBreak tieBreak,
            @Default("1MiB") @Max("1GiB") ByteSize buffer,
            @Min("1") Optional<Integer> attempts,
            @Default("1") double share,
            @Default("0") @Min("0") long skip,
            @Default("false") boolean sticky) {}

    private record Nothing() {}

    private record Required(String host, int port, ByteSize limit, Address address, Settings rest) {}

    private record Address(
            String host, @Min("1") @Max("65535") int port) {
        static Address of(String text) {
            int colon = text.indexOf(':');
            if (colon < 0) {
                throw new IllegalArgumentException("'" + text + "' has no port (expected e.g. 10.0.1.15:8080)");
            }
            return new Address(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
        }
    }

    private record Check(@Default("/") String path) {}

    private record Pool(
            List<Address> backends,
            Map<String, Integer> weights,
            Check check,
            Optional<Check> spare,
            Optional<Codes> codes) {}

    private record Codes(@Min("100") int least, int most) {
        static Codes of(List<String> texts) {
            return new Codes(Integer.parseInt(texts.get(0)), Integer.parseInt(texts.get(texts.size() - 1)));
        }
    }

    @Test
    void anUnknownKeyNamesTheNearestOneAndAllThatAreKnown() {
        assertRefused(Peak.class, "choises = 3", """
                lb.conf:1: pools.web.algorithm.choises: unknown key; did you mean 'choices'? \
                (keys: attempts, buffer, choices, decay-time, share, skip, sticky, tie-break)""");
    }

    @Test
    void anUnknownKeyWhereThereAreNoneSaysSo() {
        assertRefused(
                Nothing.class,
                "choices = 3",
                "lb.conf:1: pools.web.algorithm.choices: unknown key (there are no keys here)");
    }

    @Test
    void everyMissingKeyIsNamedAtTheBlock() {
        assertRefused(Required.class, "", """
                lb.conf:1: pools.web.algorithm.host: required, but missing
                lb.conf:1: pools.web.algorithm.port: required, but missing
                lb.conf:1: pools.web.algorithm.limit: required, but missing
                lb.conf:1: pools.web.algorithm.address: required, but missing
                lb.conf:1: pools.web.algorithm.rest: required, but missing""");
    }

    @Test
    void durationsAndSizesNeedTheirUnit() {
        assertRefused(Peak.class, "decay-time = 10\nbuffer = 1024", """
                lb.conf:1: pools.web.algorithm.decay-time: '10' is not a duration \
                (expected a number and a unit, e.g. 10s, 500ms, 2m)
                lb.conf:2: pools.web.algorithm.buffer: '1024' is not a size (expected e.g. 64KiB, 10MB, unlimited)""");
    }

    @Test
    void valuesOfTheWrongTypeAreShownAsWritten() {
        assertRefused(Peak.class, """
                choices = two
                tie-break = first
                share = much
                skip = 1.5
                sticky = maybe""", """
                lb.conf:1: pools.web.algorithm.choices: 'two' is not a whole number
                lb.conf:2: pools.web.algorithm.tie-break: 'first'; did you mean 'first-in-list'? \
                (expected: random, first-in-list)
                lb.conf:3: pools.web.algorithm.share: 'much' is not a number
                lb.conf:4: pools.web.algorithm.skip: '1.5' is not a whole number
                lb.conf:5: pools.web.algorithm.sticky: 'maybe' is not a switch (expected: true or false)""");
    }

    @Test
    void numbersTooLargeForTheirTypeAreNotCutOff() {
        assertRefused(Peak.class, "choices = 4294967298\nshare = 1e999\nskip = 1e999999999", """
                lb.conf:1: pools.web.algorithm.choices: '4294967298' (expected: -2147483648..2147483647)
                lb.conf:2: pools.web.algorithm.share: '1e999' is too large (expected: at most 1.7976931348623157E308)
                lb.conf:3: pools.web.algorithm.skip: '1e999999999' (expected: -9223372036854775808..9223372036854775807)""");
    }

    @Test
    void valuesOutOfRangeAreRefusedWithTheRange() {
        assertRefused(Peak.class, """
                decay-time = 500ms
                choices = 9
                buffer = 2GiB
                attempts = 0
                skip = -1""", """
                lb.conf:1: pools.web.algorithm.decay-time: 500ms (expected: 1s..1h)
                lb.conf:2: pools.web.algorithm.choices: 9 (expected: 2..8)
                lb.conf:3: pools.web.algorithm.buffer: 2GiB (expected: at most 1GiB)
                lb.conf:4: pools.web.algorithm.attempts: 0 (expected: at least 1)
                lb.conf:5: pools.web.algorithm.skip: -1 (expected: at least 0)""");
    }

    @Test
    void theEndsOfARangeBelongToIt() {
        Peak peak = parse("decay-time = 1h\nchoices = 8\nbuffer = 1GiB\nattempts = 1\nskip = 0")
                .as(Peak.class, MethodHandles.lookup());

        assertThat(peak.choices()).isEqualTo(8);
        assertThat(peak.attempts()).contains(1);
    }

    @Test
    void aBlockOrAListInPlaceOfAValueIsRefused() {
        assertRefused(Peak.class, """
                decay-time {
                }
                choices = [1, 2]
                buffer {
                  bytes = 5
                }
                tie-break = [random]
                sticky = [true]""", """
                lb.conf:1: pools.web.algorithm.decay-time: a block (expected: a duration, e.g. 10s)
                lb.conf:3: pools.web.algorithm.choices: a list (expected: a number)
                lb.conf:7: pools.web.algorithm.tie-break: a list (expected: random, first-in-list)
                lb.conf:4: pools.web.algorithm.buffer: a block (expected: a size, e.g. 64KiB)
                lb.conf:8: pools.web.algorithm.sticky: a list (expected: true or false)""");
    }

    @Test
    void aValueInPlaceOfABlockOrAListIsRefused() {
        assertRefused(Pool.class, """
                backends = a:1
                weights = 5
                check = http
                spare = [1]
                codes = 200""", """
                lb.conf:1: pools.web.algorithm.backends: 'a:1' (expected: a list, e.g. [ … ])
                lb.conf:2: pools.web.algorithm.weights: '5' (expected: a block of names)
                lb.conf:3: pools.web.algorithm.check: 'http' (expected: a block of keys)
                lb.conf:4: pools.web.algorithm.spare: a list (expected: a block of keys)
                lb.conf:5: pools.web.algorithm.codes: '200' (expected: a list)""");
    }

    @Test
    void aBlockKeptUnreadMustBeABlock() {
        assertRefused(
                Required.class,
                "host = a\nport = 1\nlimit = 1B\naddress = a:1\nrest = b",
                "lb.conf:5: pools.web.algorithm.rest: 'b' (expected: a block of keys)");
    }

    @Test
    void placesInListsMapsAndBlocksAreNamed() {
        assertRefused(Pool.class, """
                backends = [a:1, b]
                weights {
                  a = 1
                  b = heavy
                }
                check {
                  pfad = /
                }""", """
                lb.conf:1: pools.web.algorithm.backends[1]: 'b' has no port (expected e.g. 10.0.1.15:8080)
                lb.conf:4: pools.web.algorithm.weights.b: 'heavy' is not a whole number
                lb.conf:7: pools.web.algorithm.check.pfad: unknown key (keys: path)""");
    }

    @Test
    void rangesHoldForShortFormsToo() {
        assertRefused(Pool.class, "backends = [a:1, b:65536]\ncodes = [99, 200]", """
                lb.conf:1: pools.web.algorithm.backends[1]: port: 65536 (expected: 1..65535)
                lb.conf:2: pools.web.algorithm.codes: least: 99 (expected: at least 100)""");
    }

    @Test
    void allProblemsAreReportedAtOnce() {
        SettingsException refused = catchThrowableOfType(
                SettingsException.class,
                () -> parse("choices = 1\nhelth = 3\ndecay-time = soon").as(Peak.class, MethodHandles.lookup()));

        assertThat(refused.problems())
                .extracting(Problem::origin, Problem::path)
                .containsExactly(
                        tuple("lb.conf:2", "pools.web.algorithm.helth"),
                        tuple("lb.conf:3", "pools.web.algorithm.decay-time"),
                        tuple("lb.conf:1", "pools.web.algorithm.choices"));
    }

    private static void assertRefused(Class<? extends Record> type, String config, String problems) {
        assertThatThrownBy(() -> parse(config).as(type, MethodHandles.lookup()))
                .isInstanceOf(SettingsException.class)
                .hasMessage(problems);
    }

    private static Settings parse(String config) {
        return ConfigText.parse("pools.web.algorithm", config);
    }
}
