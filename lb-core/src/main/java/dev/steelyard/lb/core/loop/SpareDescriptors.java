package dev.steelyard.lb.core.loop;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.util.IO;

/**
 * File descriptors that are kept from clients: when there are no others left, no more clients are taken, and these are free for
 * health checks, connections to backends, the API, and files. Without them clients who are merely there would make every
 * backend look dead. Any thread.
 */
final class SpareDescriptors {
    /** A few each for the probes of some tens of backends, for requests under way, and for the API. */
    static final int COUNT = 64;

    private final Source source;
    private final List<Closeable> held = new ArrayList<>(COUNT);
    private volatile boolean kept;

    /** Where descriptors come from. */
    interface Source {
        /** Something that takes one descriptor until it is closed. */
        Closeable open() throws IOException;
    }

    SpareDescriptors(Source source) {
        this.source = source;
    }

    /** Puts them aside; true if all are. What is missing is not worth having the rest: whoever has some to spare uses them. */
    synchronized boolean keep() {
        try {
            while (held.size() < COUNT) {
                held.add(source.open());
            }
            kept = true;
            return true;
        } catch (IOException none) {
            letGo();
            return false;
        }
    }

    /**
     * To be asked before each client is taken: another loop may have let go of them, and not for clients.
     *
     * @throws IOException if they are not kept now
     */
    void check() throws IOException {
        if (!kept) {
            throw new IOException("fewer than " + COUNT + " file descriptors are left");
        }
    }

    /** Others may have them. */
    synchronized void letGo() {
        kept = false;
        held.forEach(IO::close);
        held.clear();
    }
}
