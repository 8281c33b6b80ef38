package dev.steelyard.lb.core.cli;

import dev.steelyard.lb.core.admin.AdminServer;
import org.slf4j.LoggerFactory;

/** Loads classes on a second processor, each group at the moment when nobody waits for it. */
final class WarmUp {
    private WarmUp() {}

    /** While the config and the plugins are read: the logger, which takes a tenth of a start. */
    static void atStart() {
        beside(() -> LoggerFactory.getLogger(WarmUp.class));
    }

    /** Once the balancer serves: what the first answer of the API needs. */
    static void whenReady() {
        beside(AdminServer::warmUp);
    }

    private static void beside(Runnable load) {
        Thread thread = new Thread(load, "lb-warm-up");
        thread.setDaemon(true);
        thread.start();
    }
}
