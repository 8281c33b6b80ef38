package dev.steelyard.lb.healthchecks.postgresql;

import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.healthchecks.database.Answer;
import dev.steelyard.lb.healthchecks.wire.AnswerReader;
import dev.steelyard.lb.healthchecks.wire.Inbox;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Leads one conversation with a server, from the startup message to the verdict. */
final class PostgresqlReader implements AnswerReader {
    /**
     * Whether it is a replica, and how many seconds it is behind. One that has replayed all it got is not, however old its
     * last transaction, as long as it still hears from its primary.
     */
    static final String STATE = "SELECT pg_is_in_recovery(), CASE WHEN NOT pg_is_in_recovery() THEN 0"
            + " WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn()"
            + " AND EXISTS (SELECT 1 FROM pg_stat_wal_receiver) THEN 0"
            + " ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) END";

    private static final int OK = 0;
    private static final int CLEARTEXT = 3;
    private static final int MD5 = 5;
    private static final int SASL = 10;
    private static final int SASL_CONTINUE = 11;
    private static final int SASL_FINAL = 12;

    /** Refusals that only tell that nobody of that name may log in: the server is there and looks its users up. */
    private static final Set<String> NOT_LET_IN = Set.of("28000", "28P01", "3D000");

    private enum Step {
        LOGIN,
        STATE,
        QUERY
    }

    private final PostgresqlCheckSettings settings;
    private final Scram scram;
    private final Inbox inbox = new Inbox();
    private Step step = Step.LOGIN;
    private Scram.Login login; // null unless the server asked for one
    private String[] row; // the first of the query under way; null if none has come
    private byte[] reply = NOTHING;
    private boolean loggedIn;

    PostgresqlReader(PostgresqlCheckSettings settings, Scram scram) {
        this.settings = settings;
        this.scram = scram;
    }

    @Override
    public ProbeResult received(ByteBuffer bytes) {
        try {
            inbox.add(bytes);
            ServerMessage message = ServerMessage.take(inbox);
            while (message != null) {
                ProbeResult known = on(message);
                if (known != null) {
                    return known;
                }
                message = ServerMessage.take(inbox);
            }
            return null;
        } catch (ProtocolException fault) {
            return ProbeResult.down(0, fault.getMessage());
        }
    }

    private ProbeResult on(ServerMessage message) throws ProtocolException {
        switch (message.type()) {
            case 'R':
                return onAuthentication(message);
            case 'E':
                return onError(message);
            case 'Z':
                return onReady();
            case 'D':
                row = row == null ? message.row() : row;
                return null;
            default: // its parameters, notices, names of columns: nothing that says how well it is
                return null;
        }
    }

    private ProbeResult onError(ServerMessage message) {
        boolean alive = settings.user().isEmpty() && NOT_LET_IN.contains(message.sqlState());
        return alive ? ProbeResult.up(0) : ProbeResult.down(0, message.error());
    }

    private ProbeResult onAuthentication(ServerMessage message) throws ProtocolException {
        int kind = message.authentication();
        if (settings.user().isEmpty()) {
            return ProbeResult.up(0);
        }
        switch (kind) {
            case OK -> onLoggedIn();
            case MD5 -> reply = ClientMessage.md5Password(user(), password(), message.authenticationData());
            case SASL -> beginScram(message.authenticationText());
            case SASL_CONTINUE -> reply = ClientMessage.saslResponse(login().proof(message.authenticationText()));
            case SASL_FINAL -> login().verify(message.authenticationText());
            case CLEARTEXT -> throw new ProtocolException("the server asks for the password in plain text");
            default -> throw new ProtocolException("the server asks for an unknown kind of authentication: " + kind);
        }
        return null;
    }

    private void onLoggedIn() throws ProtocolException {
        if (login != null && !login.isVerified()) {
            throw new ProtocolException("the server does not prove that it knows the password");
        }
        loggedIn = true;
    }

    private String user() {
        return settings.user().orElseThrow();
    }

    private String password() throws ProtocolException {
        return settings.password().orElseThrow(() -> new ProtocolException("the server asks for a password"));
    }

    private void beginScram(String mechanisms) throws ProtocolException {
        password();
        if (!List.of(mechanisms.split("\0")).contains(Scram.MECHANISM)) {
            throw new ProtocolException("the server does not offer " + Scram.MECHANISM);
        }
        login = scram.login();
        reply = ClientMessage.saslInitial(Scram.MECHANISM, login.first());
    }

    private Scram.Login login() throws ProtocolException {
        if (login == null) {
            throw new ProtocolException("the server goes on with a login that has not begun");
        }
        return login;
    }

    private ProbeResult onReady() throws ProtocolException {
        if (!loggedIn) {
            throw new ProtocolException("the server is ready before anybody has logged in");
        }
        String[] first = row;
        row = null;
        return switch (step) {
            case LOGIN -> settings.demand().isAny() ? askQuery() : ask(Step.STATE, STATE);
            case STATE -> onState(first);
            case QUERY -> Answer.judge(first == null || first.length == 0 ? null : first[0], settings.expect());
        };
    }

    private ProbeResult onState(String[] state) throws ProtocolException {
        if (state == null || state.length != 2 || state[0] == null) {
            throw new ProtocolException("the server does not tell its role");
        }
        ProbeResult fault = settings.demand().fault(state[0].equals("t"), seconds(state[1]));
        return fault != null ? fault : askQuery();
    }

    private static Optional<Double> seconds(String text) throws ProtocolException {
        try {
            return Optional.ofNullable(text).map(Double::valueOf);
        } catch (NumberFormatException wrong) {
            throw new ProtocolException("the server tells no number of seconds");
        }
    }

    private ProbeResult askQuery() {
        return settings.query().isPresent() ? ask(Step.QUERY, settings.query().get()) : ProbeResult.up(0);
    }

    /** Returns {@code null}: nothing is known before the answer. */
    private ProbeResult ask(Step next, String sql) {
        step = next;
        reply = ClientMessage.query(sql);
        return null;
    }

    @Override
    public byte[] reply() {
        byte[] next = reply;
        reply = NOTHING;
        return next;
    }

    /** Without it the server would log that its client was lost. */
    @Override
    public byte[] farewell() {
        return ClientMessage.terminate();
    }

    @Override
    public ProbeResult ended() {
        return ProbeResult.down(0, loggedIn ? "closed before it answered a query" : "closed before the login was over");
    }
}
