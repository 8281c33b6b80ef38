package dev.steelyard.lb.core.config;

/** Whether backends are told by a header of the PROXY protocol whose connection they get. */
public enum SendProxy {
    /** They are not. */
    NONE,
    /** By a line of text. */
    V1,
    /** In binary. */
    V2
}
