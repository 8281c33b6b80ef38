package dev.steelyard.lb.core.cli;

import dev.steelyard.lb.core.LoadBalancer;
import dev.steelyard.lb.core.Version;
import dev.steelyard.lb.core.config.BindAddress;
import dev.steelyard.lb.core.config.LbConfig;
import java.lang.management.ManagementFactory;
import java.util.stream.Collectors;

/** The line that says the balancer is ready, and where. */
final class Banner {
    private Banner() {}

    static String of(LoadBalancer balancer) {
        LbConfig config = balancer.config();
        long sinceStart = System.currentTimeMillis()
                - ManagementFactory.getRuntimeMXBean().getStartTime();
        String listeners = config.listeners().entrySet().stream()
                .map(entry -> entry.getKey() + " on "
                        + new BindAddress(entry.getValue().bind().host(), balancer.port(entry.getKey())))
                .collect(Collectors.joining(", "));
        String admin = config.admin().enabled()
                ? ", API on http://" + new BindAddress(config.admin().bind().host(), balancer.adminPort())
                : "";
        return "Steelyard " + Version.current() + " ready in " + sinceStart + " ms: " + listeners + admin;
    }
}
