package dev.steelyard.lb.core.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import org.junit.jupiter.api.Test;

class LogLineEncoderTest {
    private final LoggerContext context = new LoggerContext();

    private String line(Level level, String message, Throwable failure) {
        LoggingEvent event = new LoggingEvent(
                "", context.getLogger("dev.steelyard.Pool"), level, message, failure, new Object[] {"a"});
        return new String(new LogLineEncoder().encode(event), UTF_8);
    }

    @Test
    void aLineTellsWhenHowGraveWhoAndWhat() {
        assertThat(line(Level.WARN, "backend {} is out", null))
                .matches("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\\.[0-9]{3}[^ ]+ WARN  Pool: backend a is out\\R");
    }

    @Test
    void theStackOfAFailureIsThereForAnErrorAlone() {
        Exception failure = new IllegalStateException("broken");

        assertThat(line(Level.ERROR, "a bug", failure)).contains("IllegalStateException: broken", "\tat ");
        assertThat(line(Level.WARN, "a fault", failure)).endsWith("java.lang.IllegalStateException: broken\n");
    }
}
