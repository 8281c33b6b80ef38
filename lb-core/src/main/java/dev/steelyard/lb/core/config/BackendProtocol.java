package dev.steelyard.lb.core.config;

/** Which version of HTTP the backends of a pool are spoken to in. */
public enum BackendProtocol {
    /** HTTP/1.1. */
    HTTP1,
    /** HTTP/2: in plain text by prior knowledge (RFC 9113 section 3.3), in TLS by ALPN. */
    H2,
    /** The better one that a backend agrees to by ALPN; in plain text, where nobody can agree, HTTP/1.1. */
    AUTO
}
