package dev.steelyard.lb.core.cli;

import dev.steelyard.lb.core.admin.AdminServer;
import org.slf4j.LoggerFactory;

/**
 * Loads the logger and the JSON library on a second processor, while the first reads config and plugins: together they take
 * a third of a start without an archive of classes.
 */
final class WarmUp {
    private WarmUp() {}

    static void begin() {
        Thread thread = new Thread(WarmUp::load, "lb-warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    private static void load() {
        LoggerFactory.getLogger(WarmUp.class);
        AdminServer.warmUp();
    }
}
