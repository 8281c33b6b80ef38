package dev.steelyard.lb.core.proxy;

import dev.steelyard.lb.api.filter.Answer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;

/**
 * The way back to the client of an exchange: our own answers, and the end of any.
 *
 * <p>Whatever goes it says whether the connection stays: it cannot if the rest of the request's body is never read, since the
 * next request could not be found behind it, nor if the listener leaves, since nobody could answer that.
 */
final class WayBack {
    private final HttpListener listener;
    private final Request clientToProxyRequest;
    private final Response proxyToClientResponse;
    private final Callback proxyToClientCallback;
    private final RequestBody body; // null if there is none
    private final ExchangeRecord record;
    private final boolean alone; // on its connection

    WayBack(
            HttpListener listener,
            Request clientToProxyRequest,
            Response proxyToClientResponse,
            Callback proxyToClientCallback,
            RequestBody body,
            ExchangeRecord record) {
        this.listener = listener;
        this.clientToProxyRequest = clientToProxyRequest;
        this.proxyToClientResponse = proxyToClientResponse;
        this.proxyToClientCallback = proxyToClientCallback;
        this.body = body;
        this.record = record;
        this.alone = ClientConnection.isAlone(clientToProxyRequest);
    }

    /** Answers with an error of ours; nothing is on its way yet. */
    void answer(int status, String message, String reason) {
        ErrorAnswer.prepare(clientToProxyRequest, proxyToClientResponse, status, leaveBody());
        putHsts();
        putTrace(reason);
        ErrorAnswer.send(clientToProxyRequest, proxyToClientResponse, end(), status, message, record.requestId);
    }

    /** Answers with what a filter or a fallback says; nothing is on its way yet. */
    void answer(Answer answer) {
        proxyToClientResponse.setStatus(answer.status());
        HeadOfResponse head = new HeadOfResponse(proxyToClientResponse);
        putHsts();
        answer.headers().forEach(head::set);
        putTrace(record.reason);
        if (leaveBody()) {
            close();
        }
        proxyToClientResponse.write(true, ByteBuffer.wrap(answer.body().getBytes(StandardCharsets.UTF_8)), end());
    }

    /** @return whether the connection must close after the answer */
    private boolean leaveBody() {
        return (body != null && !body.leave()) | listener.isLeaving();
    }

    private void putTrace(String reason) {
        if (record.trace != null) {
            record.trace.putOn(proxyToClientResponse.getHeaders(), reason);
        }
    }

    private Callback end() {
        return Callback.from(InvocationType.NON_BLOCKING, this::succeeded, proxyToClientCallback::failed);
    }

    private void close() {
        if (!alone) {
            return; // it is its stream that ends, and GOAWAY that tells of a listener that leaves
        }
        proxyToClientResponse.getHeaders().put(HttpHeader.CONNECTION, "close");
    }

    /** Whatever a backend said of it: this is the operator's word. */
    private void putHsts() {
        HttpField hsts = listener.hsts();
        if (hsts != null) {
            proxyToClientResponse.getHeaders().put(hsts);
        }
    }

    /** Adds to the head of a backend's response what the listener has to say, and whether the connection closes after it. */
    void completeHead() {
        putHsts();
        if (listener.isLeaving() || (body != null && !body.isComplete())) {
            close();
        }
    }

    /** Passes on a response that is not the last, if the client knows such. */
    void writeInterim(int status, HttpFields headers) {
        if (clientToProxyRequest.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_1_0) {
            proxyToClientResponse.writeInterim(status, HopByHop.endToEnd(headers));
        }
    }

    /** The response is with the client, whole. */
    void succeeded() {
        if (body == null) {
            proxyToClientCallback.succeeded();
        } else if (!alone) {
            endUpload();
            proxyToClientCallback.succeeded();
        } else {
            body.leave(proxyToClientCallback::succeeded);
        }
    }

    /** A stream of HTTP/2 ends by itself: nothing has to be read to find the next request. */
    private void endUpload() {
        if (!body.isComplete()) {
            body.cutOff();
            Departure.stopUpload(clientToProxyRequest);
        }
    }

    /** Ends a response that cannot be completed, so that it is not taken for whole. */
    void breakOff(String reason) {
        abandonBody();
        BrokenOff.end(clientToProxyRequest, proxyToClientResponse, proxyToClientCallback, reason);
    }

    /** Nobody can be answered any more. */
    void giveUp(Throwable failure) {
        abandonBody();
        proxyToClientCallback.failed(failure);
    }

    private void abandonBody() {
        if (body != null) {
            body.abandon();
        }
    }
}
