package dev.steelyard.lb.api.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NearestNameTest {
    private static final List<String> KNOWN = List.of(
            "least-connections", "round-robin", "random", "ip-hash", "choices", "health", "decay-time", "ip", "tcp");

    @ParameterizedTest
    @CsvSource({
        "leastconn, least-connections",
        "choises, choices",
        "helth, health",
        "haelth, health",
        "RoundRobin, round-robin",
        "round_robin, round-robin",
        "decayTime, decay-time",
        "rando, random",
        "ip-hsah, ip-hash",
        "IP, ip",
        "tpc, tcp",
        "random, random"
    })
    void findsWhatWasMeant(String wrong, String meant) {
        assertThat(NearestName.of(wrong, KNOWN)).contains(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"xyzzy", "banana", "q", "", "--", "weight", "udp", "le"})
    void findsNothingForNonsense(String wrong) {
        assertThat(NearestName.of(wrong, KNOWN)).isEmpty();
    }

    @Test
    void findsNothingAmongOtherSingleLetters() {
        assertThat(NearestName.of("b", List.of("a", "c"))).isEmpty();
        assertThat(NearestName.of("B", List.of("a", "b"))).contains("b");
    }

    @Test
    void theNearerOfTwoWins() {
        assertThat(NearestName.of("choicess", List.of("choicest", "choises", "choices")))
                .contains("choices");
    }

    @Test
    void ofTwoEquallyNearTheFirstOfTheAlphabetWins() {
        assertThat(NearestName.of("srv", List.of("srv2", "srv1"))).contains("srv1");
    }

    @Test
    void theHintIsASentenceOrNothing() {
        assertThat(NearestName.hint("choises", KNOWN)).isEqualTo("; did you mean 'choices'?");
        assertThat(NearestName.hint("xyzzy", KNOWN)).isEmpty();
        assertThat(NearestName.hint("xyzzy", List.of())).isEmpty();
    }
}
