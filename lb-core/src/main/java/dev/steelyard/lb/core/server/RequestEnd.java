package dev.steelyard.lb.core.server;

import dev.steelyard.lb.core.accesslog.AccessLog;
import dev.steelyard.lb.core.accesslog.AccessLogEvent;
import dev.steelyard.lb.core.proxy.ClientConnection;
import dev.steelyard.lb.core.proxy.ExchangeRecord;
import dev.steelyard.lb.core.proxy.ListenerHttpConfiguration;
import dev.steelyard.lb.core.proxy.ProxyMetrics;
import dev.steelyard.lb.core.routing.Route;
import dev.steelyard.lb.core.routing.Share;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;

/** The last station of every request, those that Jetty refused among them: metrics and the access log. */
final class RequestEnd implements RequestLog {
    private final ProxyMetrics metrics;
    private final AccessLog accessLog;
    private final Clock clock;
    private final LongSupplier nanoTime;

    RequestEnd(ProxyMetrics metrics, AccessLog accessLog, Clock clock, LongSupplier nanoTime) {
        this.metrics = metrics;
        this.accessLog = accessLog;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    @Override
    public void log(Request request, Response response) {
        long totalNanos = nanoTime.getAsLong() - request.getBeginNanoTime();
        int status = response.getStatus();
        ExchangeRecord exchange = ClientConnection.take(request);
        if (exchange != null) {
            log(exchange, exchange.client(), request, response, totalNanos, exchange.reason());
            end(exchange, status, totalNanos); // last: a stop waits for it, and then closes the log
        } else {
            metrics.clientFault("malformed");
            log(null, null, request, response, totalNanos, "malformed");
        }
        ClientConnection.onEnd(request, status);
    }

    private void end(ExchangeRecord exchange, int status, long totalNanos) {
        exchange.leave();
        metrics.end();
        Share share = exchange.share();
        if (share != null) {
            share.count(status, exchange.poolFailed(), totalNanos, exchange.firstByteNanos());
        }
        exchange.leaveRoutes();
    }

    private void log(
            ExchangeRecord exchange,
            InetAddress client,
            Request request,
            Response response,
            long totalNanos,
            String reason) {
        if (!accessLog.isOn()) {
            return;
        }
        Route route = exchange == null ? null : exchange.route();
        accessLog.write(new AccessLogEvent(
                clock.millis() - TimeUnit.NANOSECONDS.toMillis(totalNanos),
                exchange == null ? null : exchange.requestId(),
                listener(request),
                client != null ? client : peer(request),
                request.getMethod(),
                exchange == null ? null : exchange.host(),
                exchange == null ? null : exchange.path(),
                exchange == null ? null : exchange.query(),
                request.getConnectionMetaData().getProtocol(),
                route == null ? null : route.name(),
                exchange == null ? null : exchange.pool(),
                exchange == null ? null : exchange.backend(),
                exchange == null ? 0 : exchange.attempts(),
                exchange == null ? 0 : exchange.queuedNanos(),
                response.getStatus(),
                Math.max(0, Request.getContentBytesRead(request)),
                Response.getContentBytesWritten(response),
                exchange == null ? -1 : exchange.firstByteNanos(),
                totalNanos,
                reason));
    }

    private static String listener(Request request) {
        var configuration =
                (ListenerHttpConfiguration) request.getConnectionMetaData().getHttpConfiguration();
        return configuration.listener().name();
    }

    private static InetAddress peer(Request request) {
        return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress address
                ? address.getAddress()
                : null;
    }
}
