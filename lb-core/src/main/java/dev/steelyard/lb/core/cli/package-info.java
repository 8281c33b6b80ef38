/**
 * The command line: {@code lb run}, {@code check}, {@code demo}, {@code plugins} and {@code version}.
 *
 * <p>Exit codes: 0 as asked, 1 failed, 2 a bad command line or config. Starting point: {@link
 * dev.steelyard.lb.core.cli.Main}.
 */
package dev.steelyard.lb.core.cli;
