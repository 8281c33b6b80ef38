package dev.steelyard.lb.api.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTest {

    @ParameterizedTest
    @ValueSource(ints = {199, 101, 600, 0, -1})
    void refusesAStatusThatEndsNoResponse(int status) {
        assertThatThrownBy(() -> new Answer(status, Map.of(), ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("status: " + status + " (expected: 200..599)");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 403, 599})
    void takesAnyFinalStatus(int status) {
        assertThatCode(() -> new Answer(status, Map.of(), "")).doesNotThrowAnyException();
    }

    @Test
    void keepsItsOwnCopyOfTheHeaders() {
        Map<String, String> headers = new HashMap<>(Map.of("Retry-After", "5"));
        Answer answer = new Answer(503, headers, "busy");
        headers.clear();

        assertThat(answer.headers())
                .containsExactly(Map.entry("Retry-After", "5"))
                .isUnmodifiable();
    }

    @Test
    void refusesToBeWithoutHeadersOrBody() {
        assertThatThrownBy(() -> new Answer(200, null, "")).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> new Answer(200, Map.of(), null)).hasMessage("body");
    }
}
