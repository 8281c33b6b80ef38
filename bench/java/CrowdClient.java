package dev.steelyard.lb.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Opens connections, says nothing on them, and holds them until it is ended. */
public final class CrowdClient {
    private CrowdClient() {}

    /**
     * @param args port, connections
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        InetSocketAddress server = new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0]));
        List<SocketChannel> crowd = new ArrayList<>();
        for (int i = Integer.parseInt(args[1]); i > 0; i--) {
            crowd.add(SocketChannel.open(server));
        }
        System.out.println("@ open " + crowd.size());
        Thread.currentThread().join();
    }
}
