package dev.steelyard.lb.core.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Lines for people: time, level, who says it, what; the stack of a failure where it is an ERROR, else its first line. */
final class LogLineEncoder extends EncoderBase<ILoggingEvent> {
    private static final int LONGEST_LEVEL = 5;
    private static final byte[] NOTHING = {};

    private final DateTimeFormatter time =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX").withZone(ZoneId.systemDefault());

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringBuilder line = new StringBuilder();
        time.formatTo(event.getInstant(), line);
        String level = event.getLevel().toString();
        line.append(' ').append(level).append(" ".repeat(LONGEST_LEVEL + 1 - level.length()));
        line.append(simpleName(event.getLoggerName())).append(": ").append(event.getFormattedMessage());
        line.append(System.lineSeparator());
        appendFailure(line, event);
        return line.toString().getBytes(UTF_8);
    }

    private static String simpleName(String logger) {
        return logger.substring(logger.lastIndexOf('.') + 1);
    }

    private static void appendFailure(StringBuilder line, ILoggingEvent event) {
        IThrowableProxy failure = event.getThrowableProxy();
        if (failure != null && event.getLevel().isGreaterOrEqual(Level.ERROR)) {
            line.append(ThrowableProxyUtil.asString(failure));
        } else if (failure != null) {
            line.append(failure.getClassName()).append(": ").append(failure.getMessage());
            line.append(System.lineSeparator());
        }
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }
}
