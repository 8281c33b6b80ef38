package dev.steelyard.lb.core;

import com.codahale.metrics.MetricRegistry;
import dev.steelyard.lb.core.config.LbConfig;
import dev.steelyard.lb.core.generation.GenerationBuilder;
import dev.steelyard.lb.core.generation.OverridesLog;
import dev.steelyard.lb.core.metrics.StandingFaults;
import dev.steelyard.lb.core.plugin.ExtensionCatalog;
import dev.steelyard.lb.core.server.LbServer;
import java.util.function.BiFunction;

/**
 * What lives as long as the process, while configs come and go.
 *
 * @param builders makes a builder for a config and the plugins it may use
 */
record ProcessParts(
        BiFunction<LbConfig, ExtensionCatalog, GenerationBuilder> builders,
        LbServer server,
        OverridesLog overrides,
        StandingFaults faults,
        MetricRegistry registry,
        Retirement retirement) {}
