package dev.steelyard.lb.core.proxy;

import dev.steelyard.lb.core.upstream.ProxyToServerRequest;
import org.eclipse.jetty.client.ProtocolHandler;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.transport.HttpConversation;
import org.eclipse.jetty.client.transport.HttpExchange;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;

/**
 * Takes every 1xx response but 101 from a backend and leaves the final one to the attempt.
 *
 * <p>Jetty's own handlers know 100, 102 and 103 only, take any other for the final response, and, when the client expects 100,
 * hold the whole final response in memory.
 */
final class InterimResponses implements ProtocolHandler {

    @Override
    public String getName() {
        return "interim";
    }

    @Override
    public boolean accept(Request proxyToServerRequest, Response serverToProxyResponse) {
        return HttpStatus.isInterim(serverToProxyResponse.getStatus());
    }

    @Override
    public Response.Listener getResponseListener() {
        return new Listener();
    }

    private static final class Listener implements Response.Listener {

        @Override
        public void onSuccess(Response interim) {
            ProxyToServerRequest<?> request = (ProxyToServerRequest<?>) interim.getRequest();
            HttpFields headers = HttpFields.build(interim.getHeaders());
            HttpConversation conversation = request.getConversation();
            conversation.updateResponseListeners(null);
            HttpExchange exchange = conversation.getExchanges().peekLast();
            exchange.resetResponse();
            if (request.owner() instanceof Attempt attempt) {
                attempt.onInterim(interim.getStatus(), headers);
            }
        }

        /** The attempt hears of the end of the exchange once it listens again. */
        @Override
        public void onFailure(Response interim, Throwable failure) {
            ((ProxyToServerRequest<?>) interim.getRequest()).getConversation().updateResponseListeners(null);
        }
    }
}
