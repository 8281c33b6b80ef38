package dev.steelyard.lb.core.cli;

import dev.steelyard.lb.api.settings.SettingsException;
import dev.steelyard.lb.core.LoadBalancer;
import java.io.IOException;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the config read again at SIGHUP, as servers do; the JVM itself would end at it.
 *
 * <p>Signals are to be had from {@code sun.misc} alone, of the module {@code jdk.unsupported}. By reflection, since the compiler
 * warns of any other use and cannot be told not to.
 */
final class ReloadSignal {
    private static final Logger LOG = LoggerFactory.getLogger(ReloadSignal.class);

    private ReloadSignal() {}

    static void install(LoadBalancer balancer) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object reload = Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, given) -> {
                        reload(balancer);
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), reload);
        } catch (ReflectiveOperationException unsupported) {
            LOG.warn("SIGHUP will end the balancer: this Java does not let it be caught", unsupported);
        }
    }

    private static void reload(LoadBalancer balancer) {
        try {
            balancer.reload();
        } catch (SettingsException | IOException refused) {
            LOG.debug("not taken on", refused); // told as a standing fault
        } catch (Exception refused) {
            LOG.error("the config was not read again", refused);
        }
    }
}
