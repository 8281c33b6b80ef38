package dev.steelyard.lb.testkit;

import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.filter.FilteredRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** A request as a test describes it. One thread, like a request. */
public final class FakeRequest implements FilteredRequest {
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<String, String> cookies = new HashMap<>();
    private final Set<Backend> tried = new HashSet<>();
    private InetAddress client = InetAddress.getLoopbackAddress();
    private InetAddress peer = InetAddress.getLoopbackAddress();
    private long clientHash = hash(client);
    private boolean secure;
    private String method = "GET";
    private String path = "/";
    private String query;

    /** {@code GET /} from the loopback address. */
    public static FakeRequest get() {
        return new FakeRequest();
    }

    /** {@code GET /} from a client, as an address literal. */
    public static FakeRequest from(String clientAddress) {
        return new FakeRequest().client(clientAddress);
    }

    /** {@code GET /} from any IPv4 address. */
    public static FakeRequest fromAnyClient(RandomGenerator random) {
        byte[] address = new byte[4];
        random.nextBytes(address);
        return new FakeRequest().client(of(address));
    }

    /** Sets the client, and the peer with it. */
    public FakeRequest client(String address) {
        return client(literal(address));
    }

    /** Sets the client, and the peer with it. */
    public FakeRequest client(InetAddress address) {
        client = address;
        peer = address;
        clientHash = hash(address);
        return this;
    }

    /** Sets the peer alone, as if it were a trusted proxy. */
    public FakeRequest peer(String address) {
        peer = literal(address);
        return this;
    }

    /** Sets method, path and query. */
    public FakeRequest target(String method, String path, String query) {
        this.method = method;
        this.path = path;
        this.query = query;
        return this;
    }

    /** Adds a cookie. */
    public FakeRequest cookie(String name, String value) {
        cookies.put(name, value);
        return this;
    }

    /** Marks the connection as encrypted. */
    public FakeRequest secured() {
        secure = true;
        return this;
    }

    /** Marks a backend as tried. */
    public FakeRequest tried(Backend backend) {
        tried.add(backend);
        return this;
    }

    @Override
    public void setHeader(String name, String value) {
        headers.put(name, value);
    }

    @Override
    public void removeHeader(String name) {
        headers.remove(name);
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public boolean secure() {
        return secure;
    }

    @Override
    public String host() {
        return "test.example.com";
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public String query() {
        return query;
    }

    @Override
    public String header(String name) {
        return headers.get(name);
    }

    @Override
    public String cookie(String name) {
        return cookies.get(name);
    }

    @Override
    public InetAddress clientAddress() {
        return client;
    }

    @Override
    public InetAddress peerAddress() {
        return peer;
    }

    /** Known before it is asked for, as in the core: asking allocates nothing. */
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

    @Override
    public String toString() {
        return method + " " + path + " from " + Arrays.toString(client.getAddress());
    }

    /** FNV-1a and a final mix, so that neighbouring addresses spread. */
    private static long hash(InetAddress address) {
        long hash = 0xcbf29ce484222325L;
        for (byte part : address.getAddress()) {
            hash = (hash ^ (part & 0xff)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 32)) * 0x9E3779B97F4A7C15L;
        return hash ^ (hash >>> 29);
    }

    private static InetAddress of(byte[] address) {
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException notFourBytes) {
            throw new IllegalArgumentException("address: " + Arrays.toString(address), notFourBytes);
        }
    }

    private static InetAddress literal(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException notLiteral) {
            throw new IllegalArgumentException("address: " + address + " (expected: a literal)", notLiteral);
        }
    }
}
