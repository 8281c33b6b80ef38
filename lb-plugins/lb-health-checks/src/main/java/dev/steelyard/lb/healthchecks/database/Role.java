package dev.steelyard.lb.healthchecks.database;

/** What a server of a replicated database must be to be well. */
public enum Role {
    /** Whatever it is. */
    ANY,
    /** The one that takes writes. */
    PRIMARY,
    /** One that follows the primary, good for reads. */
    REPLICA
}
