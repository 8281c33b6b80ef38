package dev.steelyard.lb.core.proxy;

import dev.steelyard.lb.api.request.ResponseHeaders;
import org.eclipse.jetty.server.Response;

/** The head of a response as affinity and filters see it: a view over Jetty's. */
record HeadOfResponse(Response proxyToClientResponse) implements ResponseHeaders {

    @Override
    public int status() {
        return proxyToClientResponse.getStatus();
    }

    @Override
    public String get(String name) {
        return proxyToClientResponse.getHeaders().get(name);
    }

    @Override
    public void set(String name, String value) {
        ReservedHeaders.checkResponse(name, value);
        proxyToClientResponse.getHeaders().put(name, value);
    }

    @Override
    public void add(String name, String value) {
        ReservedHeaders.checkResponse(name, value);
        proxyToClientResponse.getHeaders().add(name, value);
    }

    @Override
    public void remove(String name) {
        ReservedHeaders.checkResponse(name, "");
        proxyToClientResponse.getHeaders().remove(name);
    }
}
