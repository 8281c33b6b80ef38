package dev.steelyard.lb.healthchecks.mysql;

import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.healthchecks.database.Answer;
import dev.steelyard.lb.healthchecks.wire.AnswerReader;
import dev.steelyard.lb.healthchecks.wire.Inbox;
import dev.steelyard.lb.healthchecks.wire.Shown;
import java.io.ByteArrayOutputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Leads one conversation with a server, from its greeting to the verdict. */
final class MysqlReader implements AnswerReader {
    /** Aurora's readers tell by the second; both are there in MySQL and MariaDB. */
    private static final String ROLE = "SELECT @@global.read_only OR @@global.innodb_read_only";

    private static final String LAG = "SHOW REPLICA STATUS";
    private static final List<String> LAG_COLUMNS = List.of("Seconds_Behind_Source", "Seconds_Behind_Master");

    /** A server that logs it shall say what it was. */
    private static final String NOBODY = "steelyard";

    /** Refusals of a login: access denied to a user, to a database, no such database, access denied (MariaDB). */
    private static final Set<Integer> NOT_LET_IN = Set.of(1044, 1045, 1049, 1698);

    private static final int OK = 0;
    private static final int MORE = 1;
    private static final int OTHER_METHOD = 0xfe;
    private static final byte QUIT = 1;
    private static final byte QUERY = 3;

    private enum Step {
        GREETING,
        LOGIN,
        ROLE,
        LAG,
        QUERY
    }

    private final MysqlCheckSettings settings;
    private final Inbox inbox = new Inbox();
    private Step step = Step.GREETING;
    private byte[] challenge;
    private ResultRows rows;
    private byte[] reply = NOTHING;
    private boolean loggedIn;

    MysqlReader(MysqlCheckSettings settings) {
        this.settings = settings;
    }

    @Override
    public ProbeResult received(ByteBuffer bytes) {
        try {
            inbox.add(bytes);
            Packet packet = Packet.take(inbox);
            while (packet != null) {
                ProbeResult known = packet.isError() ? onError(packet) : on(packet);
                if (known != null) {
                    return known;
                }
                packet = Packet.take(inbox);
            }
            return null;
        } catch (ProtocolException fault) {
            return ProbeResult.down(0, fault.getMessage());
        }
    }

    private ProbeResult onError(Packet packet) throws ProtocolException {
        boolean alive = settings.user().isEmpty() && step == Step.LOGIN && NOT_LET_IN.contains(packet.errorCode());
        return alive ? ProbeResult.up(0) : ProbeResult.down(0, packet.error());
    }

    private ProbeResult on(Packet packet) throws ProtocolException {
        return switch (step) {
            case GREETING -> answer(packet);
            case LOGIN -> onLogin(packet);
            default -> rows.take(packet) ? onRows() : null;
        };
    }

    private ProbeResult answer(Packet packet) throws ProtocolException {
        Greeting greeting = Greeting.of(packet);
        challenge = greeting.challenge();
        String method = Proof.isKnown(greeting.method()) ? greeting.method() : Proof.NATIVE;
        byte[] proof = Proof.of(method, password(), challenge);
        String user = settings.user().orElse(NOBODY);
        step = Step.LOGIN;
        return send(packet.sequence() + 1, LoginRequest.of(user, proof, settings.database(), method));
    }

    private String password() {
        return settings.password().orElse("");
    }

    private ProbeResult onLogin(Packet packet) throws ProtocolException {
        return switch (packet.kind()) {
            case OK -> onLoggedIn();
            case OTHER_METHOD -> proveOtherwise(packet);
            case MORE -> proveMore(packet);
            default -> throw new ProtocolException("the answer to the login is not MySQL's");
        };
    }

    private ProbeResult proveOtherwise(Packet packet) throws ProtocolException {
        packet.takeByte();
        String method = packet.takeText();
        if (!Proof.isKnown(method) && settings.user().isPresent()) {
            throw new ProtocolException("the server asks for an unknown kind of login: " + Shown.text(method));
        }
        Packet.require(
                packet.data().remaining() >= Proof.CHALLENGE || settings.user().isEmpty());
        challenge = packet.takeBytes(Math.min(Proof.CHALLENGE, packet.data().remaining()));
        byte[] proof = Proof.isKnown(method) ? Proof.of(method, password(), challenge) : NOTHING;
        return send(packet.sequence() + 1, proof);
    }

    /** Of {@code caching_sha2_password}: the proof was enough, or was not, or this is the key that was asked for. */
    private ProbeResult proveMore(Packet packet) throws ProtocolException {
        packet.takeByte();
        int more = packet.takeByte();
        if (more == 3) {
            return null;
        }
        if (!settings.trustServerKey()) {
            throw new ProtocolException("the server has forgotten the password and wants it whole"
                    + " (log in once by another client, or set trust-server-key)");
        }
        if (more == 4) {
            return send(packet.sequence() + 1, new byte[] {2});
        }
        String pem = (char) more + packet.takeText();
        return send(packet.sequence() + 1, Proof.encrypted(password(), challenge, pem));
    }

    private ProbeResult onLoggedIn() {
        loggedIn = true;
        if (settings.user().isEmpty()) {
            return ProbeResult.up(0);
        }
        return settings.demand().isAny() ? askQuery() : ask(Step.ROLE, ROLE);
    }

    private ProbeResult onRows() throws ProtocolException {
        return switch (step) {
            case ROLE -> onRole();
            case LAG -> endOrQuery(settings.demand().fault(true, lag()));
            default -> Answer.judge(rows.firstValue(), settings.expect());
        };
    }

    private ProbeResult onRole() {
        boolean replica = "1".equals(rows.firstValue());
        if (replica && settings.maxLag().isPresent()) {
            return ask(Step.LAG, LAG);
        }
        return endOrQuery(settings.demand().fault(replica, Optional.empty()));
    }

    private ProbeResult endOrQuery(ProbeResult fault) {
        return fault != null ? fault : askQuery();
    }

    private Optional<Double> lag() throws ProtocolException {
        try {
            return rows.value(LAG_COLUMNS).map(Double::valueOf);
        } catch (NumberFormatException wrong) {
            throw new ProtocolException("the server tells no number of seconds");
        }
    }

    private ProbeResult askQuery() {
        return settings.query().isPresent() ? ask(Step.QUERY, settings.query().get()) : ProbeResult.up(0);
    }

    private ProbeResult ask(Step next, String sql) {
        step = next;
        rows = new ResultRows();
        ByteArrayOutputStream command = new ByteArrayOutputStream();
        command.write(QUERY);
        command.writeBytes(sql.getBytes(StandardCharsets.UTF_8));
        return send(0, command.toByteArray());
    }

    /** Returns {@code null}: nothing is known before the answer. */
    private ProbeResult send(int sequence, byte[] body) {
        reply = Packet.framed(sequence, body);
        return null;
    }

    @Override
    public byte[] reply() {
        byte[] next = reply;
        reply = NOTHING;
        return next;
    }

    /** Without it the server would count a connection that was broken off. */
    @Override
    public byte[] farewell() {
        return loggedIn ? Packet.framed(0, new byte[] {QUIT}) : NOTHING;
    }

    @Override
    public ProbeResult ended() {
        return ProbeResult.down(0, loggedIn ? "closed before it answered a query" : "closed before the login was over");
    }
}
