package dev.steelyard.lb.bench;

import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.request.RequestView;
import java.net.InetAddress;

/**
 * A GET request of which only host and path matter.
 *
 * @param host in lower case
 * @param path canonical
 */
record PlainRequest(String host, String path) implements RequestView {
    @Override
    public String method() {
        return "GET";
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
    public String header(String name) {
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
