package dev.steelyard.lb.api.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.api.algorithm.Outcome.Result;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class OutcomeTest {

    @Test
    void everyFailureButTheClientsCountsAgainstTheBackend() {
        assertThat(Arrays.stream(Result.values()).filter(Result::backendFault))
                .containsExactly(
                        Result.SERVER_ERROR,
                        Result.BROKEN_RESPONSE,
                        Result.CONNECT_FAILURE,
                        Result.RESET,
                        Result.TIMEOUT);
    }
}
