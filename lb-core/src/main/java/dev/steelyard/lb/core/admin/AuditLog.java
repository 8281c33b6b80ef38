package dev.steelyard.lb.core.admin;

import org.slf4j.Logger;

/** Who changed what through the API, one line a change. Any thread. */
final class AuditLog {
    private final Logger log;

    AuditLog(Logger log) {
        this.log = log;
    }

    /**
     * @param change built from checked values only: whatever a client sends could hold line ends
     */
    void changed(AdminRequest by, String change) {
        log.info("admin {}: {}", by.peer(), change);
    }
}
