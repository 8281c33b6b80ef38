package dev.steelyard.lb.bench;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.proxy.ProxyHandler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Jetty's stock reverse proxy, in turn over backends on 127.0.0.1: what Steelyard would be without work of its own. */
public final class ReverseProxy {
    private ReverseProxy() {}

    /**
     * @param ports the port to listen on, then those of the backends
     */
    public static void main(String[] ports) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setPort(Integer.parseInt(ports[0]));
        connector.setAcceptQueueSize(4096);
        connector.setIdleTimeout(300_000);
        server.addConnector(connector);
        server.setHandler(new InTurn(Arrays.copyOfRange(ports, 1, ports.length)));
        server.start();
        server.join();
    }

    private static final class InTurn extends ProxyHandler.Reverse {
        InTurn(String[] ports) {
            super(rewriting(ports));
        }

        private static java.util.function.Function<Request, HttpURI> rewriting(String[] ports) {
            AtomicInteger next = new AtomicInteger();
            int[] backends = Arrays.stream(ports).mapToInt(Integer::parseInt).toArray();
            return request -> HttpURI.build(request.getHttpURI())
                    .scheme("http")
                    .host("127.0.0.1")
                    .port(backends[(next.getAndIncrement() & Integer.MAX_VALUE) % backends.length]);
        }

        /** Jetty's 64 would make 1,000 clients wait for each other. */
        @Override
        protected HttpClient newHttpClient() {
            HttpClient client = super.newHttpClient();
            client.setMaxConnectionsPerDestination(4096);
            client.setMaxRequestsQueuedPerDestination(4096);
            return client;
        }
    }
}
