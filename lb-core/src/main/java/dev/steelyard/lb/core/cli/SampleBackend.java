package dev.steelyard.lb.core.cli;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** A small server for the demo: says its name, and that it is well. */
final class SampleBackend {
    private final String name;
    private final Server server;
    private final ServerConnector connector;

    private SampleBackend(String name) {
        this.name = name;
        QueuedThreadPool threads = new QueuedThreadPool(8);
        threads.setName("demo-" + name);
        server = new Server(threads);
        connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Greeting());
    }

    static SampleBackend start(String name) throws Exception {
        SampleBackend backend = new SampleBackend(name);
        backend.server.start();
        return backend;
    }

    int port() {
        return connector.getLocalPort();
    }

    void stop() throws Exception {
        server.stop();
    }

    private final class Greeting extends Handler.Abstract.NonBlocking {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            boolean health = Request.getPathInContext(request).equals("/health");
            String type = health ? "application/json" : "text/plain; charset=utf-8";
            String body = health ? "{\"status\":\"healthy\",\"version\":\"demo\"}\n" : "Hello from " + name + "\n";
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
            response.write(true, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)), callback);
            return true;
        }
    }
}
