package dev.steelyard.lb.core.routing;

import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.request.RequestView;
import java.net.InetAddress;
import java.util.Map;

/** What a route looks at: method, host, path and headers in lower case. */
record RoutedRequest(String method, String host, String path, Map<String, String> headers) implements RequestView {

    static RoutedRequest get(String host, String path) {
        return new RoutedRequest("GET", host, path, Map.of());
    }

    @Override
    public String header(String name) {
        return headers.get(name);
    }

    @Override
    public boolean secure() {
        return false;
    }

    @Override
    public String query() {
        return null;
    }

    @Override
    public String cookie(String name) {
        return null;
    }

    @Override
    public InetAddress clientAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public InetAddress peerAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public long clientAddressHash() {
        return 0;
    }

    @Override
    public int attempt() {
        return 1;
    }

    @Override
    public boolean wasTried(Backend backend) {
        return false;
    }
}
