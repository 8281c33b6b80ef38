/**
 * How the parts are put together: Guice modules, and nothing else.
 *
 * <p>Starting point: {@link dev.steelyard.lb.core.wiring.RootModule}. Guice binds core types only: a plugin's own class as
 * a key would keep the plugin's class loader alive after the plugin is gone.
 */
package dev.steelyard.lb.core.wiring;
