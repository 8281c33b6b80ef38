package dev.steelyard.lb.healthchecks.redis;

import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.health.HealthCheck;
import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.healthchecks.wire.Exchange;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Logs in if it is to, sends a {@code PING}, and asks for the role if it matters; all of it at once. */
final class RedisHealthCheck implements HealthCheck {
    private final RedisCheckSettings settings;
    private final List<Command> commands;
    private final byte[] request;

    /** What is asked, in the order of the replies. */
    enum Command {
        AUTH,
        PING,
        INFO
    }

    RedisHealthCheck(RedisCheckSettings settings) {
        this.settings = settings;
        this.commands = commands(settings);
        this.request = request(settings, commands);
    }

    private static List<Command> commands(RedisCheckSettings settings) {
        List<Command> commands = new ArrayList<>();
        if (settings.password().isPresent()) {
            commands.add(Command.AUTH);
        }
        commands.add(Command.PING);
        if (!settings.demand().isAny()) {
            commands.add(Command.INFO);
        }
        return List.copyOf(commands);
    }

    private static byte[] request(RedisCheckSettings settings, List<Command> commands) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        commands.forEach(command -> bytes.writeBytes(encoded(words(command, settings))));
        return bytes.toByteArray();
    }

    private static List<String> words(Command command, RedisCheckSettings settings) {
        List<String> words = new ArrayList<>(List.of(command.name()));
        if (command == Command.AUTH) {
            settings.user().ifPresent(words::add);
            settings.password().ifPresent(words::add);
        } else if (command == Command.INFO) {
            words.add("replication");
        }
        return words;
    }

    /** An array of bulk strings, which may hold any byte. */
    private static byte[] encoded(List<String> words) {
        StringBuilder text =
                new StringBuilder().append('*').append(words.size()).append("\r\n");
        for (String word : words) {
            int length = word.getBytes(StandardCharsets.UTF_8).length;
            text.append('$').append(length).append("\r\n").append(word).append("\r\n");
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public CompletableFuture<ProbeResult> probe(Backend backend) {
        return Exchange.start(backend, request, new RedisReader(settings, commands));
    }
}
