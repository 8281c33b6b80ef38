package dev.steelyard.lb.core.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.api.request.RequestView;
import dev.steelyard.lb.core.AllocatedBytes;
import dev.steelyard.lb.core.config.HttpsRedirectConfig;
import dev.steelyard.lb.core.config.ListenerConfig;
import dev.steelyard.lb.core.routing.BadTarget;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Request;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientRequestTest {
    private static final HttpListener LISTENER = new HttpListener(
            "web",
            new ListenerConfig(
                    null,
                    ListenerConfig.Protocol.HTTP,
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    List.of(),
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(10),
                    null,
                    Optional.empty(),
                    Optional.empty(),
                    HttpsRedirectConfig.of("off"),
                    null),
            null);

    /** Worked out by another program: what one node calls a client, all others and the next release must. */
    @ParameterizedTest
    @CsvSource({"192.0.2.17, d6482106c325f67e", "192.0.2.18, eb2c15cdaf0aef67", "2001:db8::ff:1, 5e76d18f8e937db0"})
    void anAddressHasTheSameHashEverywhere(String address, String hash) throws BadTarget {
        assertThat(requestFrom(address).clientAddressHash()).isEqualTo(Long.parseUnsignedLong(hash, 16));
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.17", "2001:db8::ff:1"})
    void askingForTheHashOfTheClientAllocatesNothing(String address) throws Exception {
        RequestView request = requestFrom(address);
        long[] sum = new long[1];

        assertThat(AllocatedBytes.leastOfARound(i -> sum[0] += request.clientAddressHash()))
                .isLessThan(AllocatedBytes.CALLS);
    }

    private static RequestView requestFrom(String address) throws BadTarget {
        return new ClientRequest(new ReceivedRequest(new AcceptedConnection(address)), LISTENER);
    }

    /** What a client request asks of Jetty's, and no more. */
    private static final class ReceivedRequest extends Request.Wrapper {
        private final ConnectionMetaData connection;

        ReceivedRequest(ConnectionMetaData connection) {
            super(unreachable(Request.class));
            this.connection = connection;
        }

        @Override
        public HttpURI getHttpURI() {
            return HttpURI.from("http://shop.example.com/");
        }

        @Override
        public HttpFields getHeaders() {
            return HttpFields.EMPTY;
        }

        @Override
        public ConnectionMetaData getConnectionMetaData() {
            return connection;
        }
    }

    private static final class AcceptedConnection extends ConnectionMetaData.Wrapper {
        private final SocketAddress peer;

        AcceptedConnection(String address) {
            super(unreachable(ConnectionMetaData.class));
            this.peer = new InetSocketAddress(address, 40_123);
        }

        @Override
        public HttpVersion getHttpVersion() {
            return HttpVersion.HTTP_1_1;
        }

        @Override
        public SocketAddress getRemoteSocketAddress() {
            return peer;
        }
    }

    private static <T> T unreachable(Class<T> type) {
        Object proxy = Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> {
            throw new UnsupportedOperationException(method.toString());
        });
        return type.cast(proxy);
    }
}
