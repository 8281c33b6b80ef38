package dev.steelyard.lb.core.stream;

import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.request.RequestView;
import dev.steelyard.lb.core.config.StreamRouteConfig;
import dev.steelyard.lb.core.proxy.ClientAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** A client's connection as routing, affinity and algorithms see it: an address, and perhaps the name of a server. */
final class StreamView implements RequestView {
    private final InetAddress peer;
    private final List<Backend> tried = new ArrayList<>(2);
    private final InetSocketAddress origin;
    private final long clientHash;
    private ClientHello hello; // null unless the client speaks TLS

    /** @param origin where the connection comes from, past the proxies we trust */
    StreamView(InetAddress peer, InetSocketAddress origin) {
        this.peer = peer;
        this.origin = origin;
        this.clientHash = ClientAddress.hash(origin.getAddress());
    }

    /** What the client said first. */
    void setHello(ClientHello said) {
        hello = said;
    }

    /** Where the connection comes from. */
    InetSocketAddress origin() {
        return origin;
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
        return hello != null;
    }

    @Override
    public String host() {
        return hello == null ? "" : hello.serverName();
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

    /** The protocols that a client of TLS offers are the only things of this kind. */
    @Override
    public String header(String name) {
        boolean offered = hello != null
                && name.startsWith(StreamRouteConfig.OFFERED)
                && hello.protocols().contains(name.substring(StreamRouteConfig.OFFERED.length()));
        return offered ? "" : null;
    }

    @Override
    public String cookie(String name) {
        return null;
    }

    @Override
    public InetAddress clientAddress() {
        return origin.getAddress();
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
