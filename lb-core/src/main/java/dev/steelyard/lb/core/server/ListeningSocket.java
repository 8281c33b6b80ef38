package dev.steelyard.lb.core.server;

import dev.steelyard.lb.core.config.BindAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;

/** How a listener takes its address. */
final class ListeningSocket {
    private static final int ACCEPT_QUEUE = 4096;

    private ListeningSocket() {}

    /**
     * Takes the address.
     *
     * @param shared whether another socket may have it already: that of the balancer that this one follows
     */
    static ServerSocketChannel open(BindAddress bind, boolean shared) throws IOException {
        InetSocketAddress address = new InetSocketAddress(bind.host(), bind.port());
        if (!shared) {
            refuseIfTaken(address);
        }
        ServerSocketChannel socket = newSocket();
        try {
            if (socket.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
                socket.setOption(StandardSocketOptions.SO_REUSEPORT, true); // for one that follows this one
            }
            socket.configureBlocking(false);
            return socket.bind(address, ACCEPT_QUEUE);
        } catch (IOException | RuntimeException taken) {
            socket.close();
            throw taken;
        }
    }

    private static ServerSocketChannel newSocket() throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        return channel;
    }

    /** A socket that would share its address does not clash with another such: two balancers could start by mistake. */
    private static void refuseIfTaken(InetSocketAddress address) throws IOException {
        try (ServerSocketChannel alone = newSocket()) {
            alone.bind(address);
        }
    }
}
