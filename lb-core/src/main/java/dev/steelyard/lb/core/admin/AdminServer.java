package dev.steelyard.lb.core.admin;

import dev.steelyard.lb.core.config.AdminConfig;
import java.io.IOException;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listener of the API and its threads, which no traffic ever shares: the API answers while traffic has all it can do.
 *
 * <p>Started and stopped once, by one thread.
 */
public final class AdminServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);

    /** One accepts, one selects, the rest answer. */
    private static final int MAX_THREADS = 8;

    private static final int MIN_THREADS = 3;
    private static final int IDLE_MILLIS = 30_000;

    private final AdminConfig config;
    private final Server server;
    private final ServerConnector connector;

    /**
     * @param config must be enabled; nothing is bound before {@link #start()}
     */
    public AdminServer(AdminConfig config, AdminSources sources) {
        this(config, sources, LOG);
    }

    AdminServer(AdminConfig config, AdminSources sources, Logger log) {
        JsonCodec json = new JsonCodec();
        this.config = config;
        this.server = new Server(threads());
        this.connector = connector(server, config);
        server.addConnector(connector);
        Router router = AdminApi.router(sources, json, log);
        server.setHandler(new AdminHandler(
                new AdminGuard(config), router, json, () -> sources.config().awaitKept(), log));
        server.setErrorHandler(new ProtocolErrors(json));
    }

    /** Loads what the first answer would load, which takes a fifth of a second. */
    public static void warmUp() {
        new JsonCodec().warmUp();
    }

    private static QueuedThreadPool threads() {
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
        threads.setName("lb-admin");
        threads.setReservedThreads(0);
        return threads;
    }

    private static ServerConnector connector(Server server, AdminConfig config) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(config.bind().host());
        connector.setPort(config.bind().port());
        connector.setIdleTimeout(IDLE_MILLIS);
        return connector;
    }

    /**
     * Binds the address and answers from now on.
     *
     * @throws IOException if the address cannot be bound; no thread is left behind then
     */
    public void start() throws IOException {
        try {
            server.start();
        } catch (Exception failure) {
            close();
            throw new IOException("admin.bind: cannot listen on " + config.bind() + ": " + reason(failure), failure);
        }
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    /** The port it is bound to, also where the config says 0; -1 before the start and after the stop. */
    public int localPort() {
        return Math.max(-1, connector.getLocalPort()); // Jetty says -2 after the stop
    }

    /** Closes the address and ends its threads; a failure to do so is logged. */
    public void stop() {
        try {
            server.stop();
        } catch (Exception failure) {
            LOG.warn("the admin API could not be stopped cleanly", failure);
        }
    }

    @Override
    public void close() {
        stop();
    }
}
