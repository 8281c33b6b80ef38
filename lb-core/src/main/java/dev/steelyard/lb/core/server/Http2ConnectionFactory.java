package dev.steelyard.lb.core.server;

import dev.steelyard.lb.core.config.Http2Config;
import dev.steelyard.lb.core.config.ListenerConfig;
import dev.steelyard.lb.core.loop.HeadDeadline;
import dev.steelyard.lb.core.loop.LoopEndPoint;
import dev.steelyard.lb.core.proxy.HttpListener;
import dev.steelyard.lb.core.proxy.ListenerHttpConfiguration;
import dev.steelyard.lb.core.proxy.ProxyMetrics;
import java.util.Map;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.RateControl;
import org.eclipse.jetty.http2.SessionContainer;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.api.server.ServerSessionListener;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.Callback;

/**
 * HTTP/2 on the connections of a listener: in TLS by ALPN, in plain text by prior knowledge (RFC 9113 section 3.3).
 *
 * <p>Has a configuration of its own, since Jetty's factory changes the one it gets.
 */
final class Http2ConnectionFactory extends HTTP2CServerConnectionFactory {
    private final ListenerHttpConfiguration http;
    private volatile int maxControlFrames;

    Http2ConnectionFactory(HttpListener listener, ProxyMetrics metrics) {
        this(new ListenerHttpConfiguration(listener), metrics);
        takeOn(listener.config());
    }

    private Http2ConnectionFactory(ListenerHttpConfiguration http, ProxyMetrics metrics) {
        super(http, "h2", "h2c");
        this.http = http;
        http.getCustomizers().clear(); // Jetty's announces HTTP/3
        setConnectProtocolEnabled(false);
        limitFrames();
        addEventListener(new Http2Faults(metrics));
    }

    @SuppressWarnings("removal") // as said at FrameRate
    private void limitFrames() {
        setRateControlFactory(new RateControl.Factory() {
            @Override
            public RateControl newRateControl(EndPoint endPoint) {
                return new FrameRate(maxControlFrames, System::nanoTime);
            }
        });
    }

    /** Connections from now on go by these limits. */
    void takeOn(ListenerConfig config) {
        http.takeOn(config);
        Http2Config http2 = config.http2();
        maxControlFrames = http2.maxControlFrames();
        setMaxConcurrentStreams(http2.maxConcurrentStreams());
        setInitialStreamRecvWindow(http2.streamWindow().intBytes());
        setInitialSessionRecvWindow(http2.connectionWindow().intBytes());
    }

    /** Tells all clients to open other connections for their next requests; those under way go on. */
    void leave() {
        getBean(SessionContainer.class).shutdown();
    }

    /** Prior knowledge only: the upgrade of RFC 7540 is obsolete, and a way around those who look at HTTP/1.1 alone. */
    @Override
    public Connection upgradeConnection(
            Connector connector, EndPoint endPoint, MetaData.Request request, HttpFields.Mutable response101) {
        return HttpMethod.PRI.is(request.getMethod())
                ? super.upgradeConnection(connector, endPoint, request, response101)
                : null;
    }

    @Override
    protected ServerSessionListener newSessionListener(Connector connector, EndPoint endPoint) {
        return new StrictListener(endPoint);
    }

    private final class StrictListener extends HTTPServerSessionListener {
        private final EndPoint endPoint;

        StrictListener(EndPoint endPoint) {
            super(endPoint);
            this.endPoint = endPoint;
        }

        /** From here on a connection without a request is idle, not slow. */
        @Override
        public Map<Integer, Integer> onPreface(Session session) {
            LoopEndPoint inner = LoopEndPoint.under(endPoint);
            HeadDeadline heads = inner == null ? null : inner.headDeadline();
            if (heads != null) {
                heads.turnOff();
            }
            return super.onPreface(session);
        }

        /** A malformed request is reset (RFC 9113 section 8.1.1), where Jetty would answer it. */
        @Override
        public void onStreamFailure(Stream stream, Throwable failure, Callback callback) {
            if (failure instanceof HttpException bad && bad.getCode() == HttpStatus.BAD_REQUEST_400) {
                stream.reset(new ResetFrame(stream.getId(), ErrorCode.PROTOCOL_ERROR.code), callback);
            } else {
                super.onStreamFailure(stream, failure, callback);
            }
        }
    }
}
