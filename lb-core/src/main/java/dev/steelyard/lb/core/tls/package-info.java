/**
 * Certificates, keys and the rules of TLS, towards clients and towards backends, and how files that change are taken on.
 *
 * <p>It knows the JDK's TLS and nothing of connections. Starting points: {@link dev.steelyard.lb.core.tls.TlsContexts}, all that
 * is in use; {@link dev.steelyard.lb.core.tls.ServerTls}; {@link dev.steelyard.lb.core.tls.CertificateIndex}, which
 * certificate a client gets.
 */
package dev.steelyard.lb.core.tls;
