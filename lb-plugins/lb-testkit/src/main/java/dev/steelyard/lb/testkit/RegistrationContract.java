package dev.steelyard.lb.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.steelyard.lb.api.Extension;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.net.URL;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/**
 * What the core needs to find a factory: it is registered for the module path and for the class path, and its type is a
 * well-formed name.
 *
 * <p>The contracts of the extension points extend this one; use it alone for a {@code FilterFactory}.
 *
 * @param <F> the factory interface of the extension point
 */
public abstract class RegistrationContract<F extends Extension> {

    /** A new factory. */
    protected abstract F factory();

    /** The name by which a config asks for the factory, as documented. */
    protected abstract String type();

    /** The factory interface of the extension point. */
    protected abstract Class<F> service();

    @Test
    final void theTypeIsTheDocumentedOneAndIsLowerCaseWordsJoinedByDashes() {
        assertThat(factory().type()).isEqualTo(type()).matches("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    }

    @Test
    final void theModuleProvidesTheFactory() throws IOException {
        Module module = factory().getClass().getModule();
        if (module.isNamed()) {
            assertThat(providers(ServiceLoader.load(module.getLayer(), service())))
                    .contains(factory().getClass().getName());
        } else {
            theModuleDescriptorNamesTheFactory();
        }
    }

    /** On a test class path no module exists, yet the jar will be one if it has a descriptor. */
    private void theModuleDescriptorNamesTheFactory() throws IOException {
        try (InputStream descriptor = new URL(location(), "module-info.class").openStream()) {
            assertThat(ModuleDescriptor.read(descriptor).provides()).anySatisfy(provided -> {
                assertThat(provided.service()).isEqualTo(service().getName());
                assertThat(provided.providers()).contains(factory().getClass().getName());
            });
        } catch (java.io.FileNotFoundException noModule) {
            assumeTrue(false, "a plugin without a module descriptor: found by META-INF/services alone");
        }
    }

    @Test
    final void theServicesFileNamesTheFactory() throws IOException {
        try (OwnClassesFirst realm = new OwnClassesFirst(location(), getClass().getClassLoader())) {
            List<String> own = ServiceLoader.load(service(), realm).stream()
                    .map(ServiceLoader.Provider::get)
                    .filter(found -> found.getClass().getClassLoader() == realm)
                    .map(found -> found.getClass().getName())
                    .toList();
            assertThat(own)
                    .as("factories in META-INF/services/%s", service().getName())
                    .contains(factory().getClass().getName());
        }
    }

    private List<String> providers(ServiceLoader<F> loader) {
        return loader.stream().map(provider -> provider.type().getName()).toList();
    }

    private URL location() {
        return factory().getClass().getProtectionDomain().getCodeSource().getLocation();
    }
}
