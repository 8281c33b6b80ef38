package dev.steelyard.lb.core.proxy;

import dev.steelyard.lb.api.request.RequestView;
import dev.steelyard.lb.core.config.HttpsRedirectConfig;
import dev.steelyard.lb.core.config.ListenerConfig;
import dev.steelyard.lb.core.routing.BadTarget;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Request;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The core's view of a request: making it, and asking it what routing and picking ask. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ClientRequestBenchmark {
    private final Request request = new ReceivedRequest();
    private final HttpListener listener = new HttpListener(
            "web",
            new ListenerConfig(
                    null,
                    ListenerConfig.Protocol.HTTP,
                    List.of(),
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(10),
                    null,
                    Optional.empty(),
                    Optional.empty(),
                    HttpsRedirectConfig.of("off")),
            null);
    private final RequestView view = make();

    private ClientRequest make() {
        try {
            return new ClientRequest(request, listener);
        } catch (BadTarget impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Benchmark
    public Object viewOfRequest() {
        return make();
    }

    @Benchmark
    public long clientAddressHash() {
        return view.clientAddressHash();
    }

    @Benchmark
    public String header() {
        return view.header("X-Canary");
    }

    @Benchmark
    public String cookie() {
        return view.cookie("SERVER_ID");
    }

    /** What Jetty would have made of a browser's request; the methods that the view asks are plain ones. */
    private static final class ReceivedRequest extends Request.Wrapper {
        private final HttpURI uri = HttpURI.from("http://shop.example.com/api/v1/orders/4711?full=yes");
        private final ConnectionMetaData connection = new AcceptedConnection();
        private final HttpFields headers = HttpFields.build()
                .add(new HttpField(HttpHeader.HOST, "shop.example.com"))
                .add("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
                .add("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
                .add("Accept-Language", "en-US,en;q=0.5")
                .add("Accept-Encoding", "gzip, deflate, br, zstd")
                .add("Cookie", "theme=dark; SERVER_ID=b2; session=4f2c9a7e")
                .asImmutable();

        ReceivedRequest() {
            super(unreachable(Request.class));
        }

        @Override
        public HttpURI getHttpURI() {
            return uri;
        }

        @Override
        public HttpFields getHeaders() {
            return headers;
        }

        @Override
        public ConnectionMetaData getConnectionMetaData() {
            return connection;
        }
    }

    private static final class AcceptedConnection extends ConnectionMetaData.Wrapper {
        private final SocketAddress peer = new InetSocketAddress("192.0.2.17", 40123);

        AcceptedConnection() {
            super(unreachable(ConnectionMetaData.class));
        }

        @Override
        public SocketAddress getRemoteSocketAddress() {
            return peer;
        }
    }

    /** Whoever asks for more than this benchmark foresaw is told so, and not slowed by it. */
    private static <T> T unreachable(Class<T> type) {
        Object proxy = Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> {
            throw new UnsupportedOperationException(method.toString());
        });
        return type.cast(proxy);
    }
}
