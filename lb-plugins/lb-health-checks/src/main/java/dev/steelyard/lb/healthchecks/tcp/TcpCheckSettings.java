package dev.steelyard.lb.healthchecks.tcp;

import java.util.Optional;

/**
 * The keys of a {@code tcp} check.
 *
 * @param send what to send once connected
 * @param expect what the first bytes received must contain
 */
record TcpCheckSettings(Optional<EscapedBytes> send, Optional<EscapedBytes> expect) {}
