package dev.steelyard.lb.core.server;

import dev.steelyard.lb.core.loop.EventLoop;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Jetty's threads, spared what a loop can do itself: a connection that goes on to its next request stays on its loop, where
 * Jetty would hand it to another thread and back.
 */
public final class LoopThreadPool extends QueuedThreadPool {

    public LoopThreadPool() {
        setName("lb-http");
    }

    @Override
    public void execute(Runnable task) {
        EventLoop loop = task instanceof Connection ? EventLoop.current() : null;
        if (loop != null) {
            loop.execute(task);
        } else {
            super.execute(task);
        }
    }
}
