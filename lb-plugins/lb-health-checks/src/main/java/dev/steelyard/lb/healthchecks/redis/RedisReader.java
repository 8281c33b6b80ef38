package dev.steelyard.lb.healthchecks.redis;

import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.healthchecks.redis.RedisHealthCheck.Command;
import dev.steelyard.lb.healthchecks.wire.AnswerReader;
import dev.steelyard.lb.healthchecks.wire.Inbox;
import dev.steelyard.lb.healthchecks.wire.Shown;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Judges the replies to the commands that were sent. */
final class RedisReader implements AnswerReader {
    private final RedisCheckSettings settings;
    private final List<Command> commands;
    private final Inbox inbox = new Inbox();
    private int replies;

    RedisReader(RedisCheckSettings settings, List<Command> commands) {
        this.settings = settings;
        this.commands = commands;
    }

    @Override
    public ProbeResult received(ByteBuffer bytes) {
        try {
            inbox.add(bytes);
            RedisReply reply = RedisReply.take(inbox);
            while (reply != null) {
                ProbeResult known = on(commands.get(replies++), reply);
                if (known != null) {
                    return known;
                }
                reply = RedisReply.take(inbox);
            }
            return null;
        } catch (ProtocolException fault) {
            return ProbeResult.down(0, fault.getMessage());
        }
    }

    /** The last one ends the probe. */
    private ProbeResult on(Command command, RedisReply reply) {
        ProbeResult fault = switch (command) {
            case AUTH -> expect("OK", command, reply);
            case PING -> isGuarded(reply) ? null : expect("PONG", command, reply);
            case INFO -> role(reply);
        };
        return fault == null && replies == commands.size() ? ProbeResult.up(0) : fault;
    }

    /** A server that wants a password is there, which is all that is asked without one. */
    private boolean isGuarded(RedisReply reply) {
        return settings.password().isEmpty()
                && reply.kind() == '-'
                && reply.text().startsWith("NOAUTH");
    }

    private static ProbeResult expect(String word, Command command, RedisReply reply) {
        return reply.kind() == '+' && reply.text().equals(word)
                ? null
                : ProbeResult.down(0, command + ": " + Shown.text(reply.text()));
    }

    private ProbeResult role(RedisReply reply) {
        if (reply.kind() != '$') {
            return ProbeResult.down(0, "INFO: " + Shown.text(reply.text()));
        }
        Map<String, String> info = fields(reply.text());
        String role = info.getOrDefault("role", "");
        if (!role.equals("master") && !role.equals("slave")) {
            return ProbeResult.down(0, "INFO tells no role");
        }
        boolean replica = role.equals("slave");
        ProbeResult fault = settings.demand().fault(replica, secondsSincePrimary(info));
        return fault == null && replica ? link(info) : fault;
    }

    /** What a replica has without its primary is old, or, at the first copy, not there at all. */
    private static ProbeResult link(Map<String, String> info) {
        if (info.getOrDefault("master_sync_in_progress", "0").equals("1")) {
            return ProbeResult.down(0, "a replica that copies its primary's data");
        }
        return info.getOrDefault("master_link_status", "").equals("up")
                ? null
                : ProbeResult.down(0, "a replica without a link to its primary");
    }

    private static Optional<Double> secondsSincePrimary(Map<String, String> info) {
        String seconds = info.getOrDefault("master_last_io_seconds_ago", "");
        return seconds.matches("[0-9]{1,9}") ? Optional.of(Double.valueOf(seconds)) : Optional.empty();
    }

    private static Map<String, String> fields(String info) {
        Map<String, String> fields = new HashMap<>();
        info.lines().filter(line -> line.indexOf(':') > 0).forEach(line -> {
            int colon = line.indexOf(':');
            fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
        });
        return fields;
    }

    @Override
    public ProbeResult ended() {
        return ProbeResult.down(0, "closed before it answered " + commands.get(replies));
    }
}
