package dev.steelyard.lb.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steelyard.lb.core.config.ConfigFile;
import dev.steelyard.lb.core.config.Priority;
import dev.steelyard.lb.core.config.RouteConfig;
import dev.steelyard.lb.testkit.FakeRequest;
import org.junit.jupiter.api.Test;

class RouteGuardTest {
    private static RouteConfig route(String settings) {
        String text =
                "listeners.a.bind = \"*:1\"\npools.web.backends = []\nroutes = [ { pool = web, " + settings + " } ]";
        return ConfigFile.parse("test.conf", text).routes().get(0);
    }

    private static Priority priority(String settings, String header) {
        RouteConfig config = route(settings);
        FakeRequest request = FakeRequest.get();
        if (header != null) {
            request.setHeader("X-Priority", header);
        }
        return new RouteGuard(config.priority(), config.limits(), null).priorityOf(request);
    }

    @Test
    void theRouteSaysHowImportantItsRequestsAre() {
        assertThat(priority("", "critical")).isEqualTo(Priority.NORMAL);
        assertThat(priority("priority = low", "critical")).isEqualTo(Priority.LOW);
        assertThat(priority("priority { level = high }", null)).isEqualTo(Priority.HIGH);
    }

    @Test
    void aHeaderSaysNoMoreThanItMay() {
        String settings = "priority { level = high, header = x-priority, allowed = [ normal, low ] }";

        assertThat(priority(settings, "low")).isEqualTo(Priority.LOW);
        assertThat(priority(settings, " Normal ")).isEqualTo(Priority.NORMAL);
        assertThat(priority(settings, "critical")).isEqualTo(Priority.HIGH);
        assertThat(priority(settings, "")).isEqualTo(Priority.HIGH);
        assertThat(priority(settings, null)).isEqualTo(Priority.HIGH);
    }

    @Test
    void whatCannotBeMeantIsRefused() {
        assertThatThrownBy(() -> route("priority = urgent"))
                .hasMessageContaining("'urgent' (expected: critical, high, normal, low)");
        assertThatThrownBy(() -> route("priority.header = X-Priority")).hasMessageContaining("allowed: missing");
    }

    @Test
    void withoutLimitsThereIsNothingToEnter() {
        RouteConfig config = route("");

        assertThat(new RouteGuard(config.priority(), config.limits(), null).enter(FakeRequest.get()))
                .isNull();
    }
}
