package dev.steelyard.lb.api.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a config is read into when nothing is wrong with it. */
class RecordSettingsTest {

    private enum TieBreak {
        RANDOM,
        FIRST_IN_LIST
    }

    private record Everything(
            int choices,
            long requests,
            double share,
            boolean sticky,
            String name,
            Duration decayTime,
            ByteSize maxBody,
            TieBreak tieBreak) {}

    private record Boxed(Integer choices, Long requests, Double share, Boolean sticky) {}

    private record Defaults(
            @Default("2") int choices,
            @Default("10s") Duration decayTime,
            @Default("64KiB") ByteSize maxBody,
            @Default("first-in-list") TieBreak tieBreak,
            @Default("on") boolean sticky,
            @Default("localhost:80") Address fallback) {}

    private record Empties(Optional<String> zone, List<String> hosts, Map<String, Integer> weights, Inner inner) {}

    private record Inner(@Default("3") int threshold) {}

    private record Optionals(Optional<Duration> maxAge, Optional<Inner> inner) {}

    private record Address(
            String host, @Min("1") @Max("65535") int port) {
        static Address of(String text) {
            String[] parts = text.split(":");
            return new Address(parts[0], Integer.parseInt(parts[1]));
        }
    }

    private record Pool(
            Inner inner, List<Address> backends, Map<String, Inner> checks, Map<String, List<Integer>> codes) {}

    private record Chosen(String type, @Remaining Settings rest) {}

    private record Listener(Chosen algorithm, Statuses expected) {}

    private record Statuses(List<String> texts) {
        static Statuses of(String text) {
            return new Statuses(List.of(text));
        }

        static Statuses of(List<String> texts) {
            return new Statuses(texts);
        }
    }

    private record Holder(Settings block) {}

    @Test
    void everyTypeIsReadFromText() {
        Everything read = read(Everything.class, """
                choices = 2
                requests = 9000000000
                share = 0.25
                sticky = yes
                name = SERVER_ID
                decay-time = 500ms
                max-body = 10MB
                tie-break = first-in-list""");

        assertThat(read)
                .isEqualTo(new Everything(
                        2,
                        9_000_000_000L,
                        0.25,
                        true,
                        "SERVER_ID",
                        Duration.ofMillis(500),
                        new ByteSize(10_000_000),
                        TieBreak.FIRST_IN_LIST));
    }

    @Test
    void numbersAndSwitchesAreReadFromPlainValues() {
        Map<String, ?> values = Map.of("choices", 2L, "requests", 7, "share", 1, "sticky", false);

        assertThat(Settings.of(values).as(Boxed.class, MethodHandles.lookup())).isEqualTo(new Boxed(2, 7L, 1.0, false));
    }

    @Test
    void aNumberMayBeWrittenWithAPointOrAnExponentIfItIsWhole() {
        Map<String, ?> values = Map.of("choices", "2.0", "requests", "1e3", "share", "1e-1", "sticky", "off");

        assertThat(Settings.of(values).as(Boxed.class, MethodHandles.lookup()))
                .isEqualTo(new Boxed(2, 1000L, 0.1, false));
    }

    @Test
    void aNumberIsReadAsTextWhereTextIsAsked() {
        assertThat(Settings.of(Map.of("type", 5))
                        .as(Chosen.class, MethodHandles.lookup())
                        .type())
                .isEqualTo("5");
    }

    @Test
    void anAbsentKeyTakesItsDefault() {
        assertThat(read(Defaults.class, ""))
                .isEqualTo(new Defaults(
                        2,
                        Duration.ofSeconds(10),
                        new ByteSize(65_536),
                        TieBreak.FIRST_IN_LIST,
                        true,
                        new Address("localhost", 80)));
    }

    @Test
    void aKeyThatIsThereReplacesTheDefault() {
        assertThat(read(Defaults.class, "choices = 3\ntie-break = random"))
                .isEqualTo(new Defaults(
                        3,
                        Duration.ofSeconds(10),
                        new ByteSize(65_536),
                        TieBreak.RANDOM,
                        true,
                        new Address("localhost", 80)));
    }

    @Test
    void absentOptionalsListsAndMapsAreEmptyAndRecordsTakeTheirOwnDefaults() {
        assertThat(read(Empties.class, "")).isEqualTo(new Empties(Optional.empty(), List.of(), Map.of(), new Inner(3)));
    }

    @Test
    void optionalsHoldWhatIsThere() {
        assertThat(read(Optionals.class, "max-age = 1h\ninner {\n}"))
                .isEqualTo(new Optionals(Optional.of(Duration.ofHours(1)), Optional.of(new Inner(3))));
    }

    @Test
    void blocksListsAndMapsNest() {
        Pool read = read(Pool.class, """
                inner {
                  threshold = 1
                }
                backends = [10.0.1.15:8080, 10.0.1.16:8081]
                checks {
                  fast {
                    threshold = 5
                  }
                  slow {
                  }
                }
                codes {
                  good = [200, 204]
                }""");

        assertThat(read)
                .isEqualTo(new Pool(
                        new Inner(1),
                        List.of(new Address("10.0.1.15", 8080), new Address("10.0.1.16", 8081)),
                        Map.of("fast", new Inner(5), "slow", new Inner(3)),
                        Map.of("good", List.of(200, 204))));
        assertThat(read.checks().keySet()).as("in the order of the file").containsExactly("fast", "slow");
    }

    @Test
    void aRecordWithAShortFormMayAlsoBeWrittenAsABlock() {
        assertThat(read(Defaults.class, "fallback {\nhost = b\nport = 81\n}").fallback())
                .isEqualTo(new Address("b", 81));
    }

    @Test
    void remainingTakesTheKeysThatNoOtherComponentNames() {
        Chosen read = ConfigText.parse("pools.web.algorithm", "type = peak\nchoices = 2\ndecay-time = 10s")
                .as(Chosen.class, MethodHandles.lookup());

        assertThat(read.type()).isEqualTo("peak");
        assertThat(read.rest()).isEqualTo(Settings.of(Map.of("choices", "2", "decay-time", "10s")));
        assertThat(read.rest().path()).isEqualTo("pools.web.algorithm");
        assertThat(read.rest().origin()).isEqualTo("lb.conf:1");
    }

    @Test
    void aRecordThatTakesTheRestMayBeWrittenAsItsFirstComponent() {
        Chosen read = read(Listener.class, "algorithm = random\nexpected = 200").algorithm();

        assertThat(read.type()).isEqualTo("random");
        assertThat(read.rest()).isEqualTo(Settings.of(Map.of()));
    }

    @Test
    void aRecordMayBeWrittenAsOneValueOrAListIfItHasAShortFormForEach() {
        assertThat(read(Listener.class, "algorithm = random\nexpected = 200").expected())
                .isEqualTo(new Statuses(List.of("200")));
        assertThat(read(Listener.class, "algorithm = random\nexpected = [200, 204]")
                        .expected())
                .isEqualTo(new Statuses(List.of("200", "204")));
    }

    @Test
    void aBlockMayBeKeptUnreadForLater() {
        Settings block = read(Holder.class, "block {\nchoices = 2\n}").block();

        assertThat(block.path()).isEqualTo("block");
        assertThat(block).isEqualTo(Settings.of(Map.of("choices", "2")));
    }

    @Test
    void whatIsReadCannotBeChanged() {
        Pool read = read(Pool.class, "backends = [a:1]\nchecks {\n}");

        assertThat(read.backends()).isUnmodifiable();
        assertThat(read.checks()).isUnmodifiable();
    }

    private static <R extends Record> R read(Class<R> type, String text) {
        return ConfigText.parse("", text).as(type, MethodHandles.lookup());
    }
}
