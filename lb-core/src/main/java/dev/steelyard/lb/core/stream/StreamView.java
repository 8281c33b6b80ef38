package dev.steelyard.lb.core.stream;

import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.request.RequestView;
import dev.steelyard.lb.core.proxy.ClientAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** A client's connection as routing, affinity and algorithms see it: an address, and perhaps the name of a server. */
final class StreamView implements RequestView {
    private final InetAddress peer;
    private final List<Backend> tried = new ArrayList<>(2);
    private InetAddress client;
    private long clientHash;

    StreamView(InetAddress peer) {
        this.peer = peer;
        setClient(peer);
    }

    /** Somebody trusted says who the client is. */
    void setClient(InetAddress address) {
        client = address;
        clientHash = ClientAddress.hash(address);
    }

    /** An attempt on a backend begins. */
    void onTried(Backend backend) {
        tried.add(backend);
    }

    /** How many backends were tried. */
    int attempts() {
        return tried.size();
    }

    @Override
    public String method() {
        return "";
    }

    @Override
    public boolean secure() {
        return false;
    }

    @Override
    public String host() {
        return "";
    }

    /** What routes for everything hold for; no path is looked for on such listeners. */
    @Override
    public String path() {
        return "*";
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
        return client;
    }

    @Override
    public InetAddress peerAddress() {
        return peer;
    }

    @Override
    public long clientAddressHash() {
        return clientHash;
    }

    @Override
    public int attempt() {
        return tried.size() + 1;
    }

    @Override
    public boolean wasTried(Backend backend) {
        return tried.contains(backend);
    }
}
