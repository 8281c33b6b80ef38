package dev.steelyard.lb.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.module.ModuleDescriptor;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The promises that the module's descriptor makes to plugin authors. */
class ModuleTest {
    private final ModuleDescriptor descriptor = Extension.class.getModule().getDescriptor();

    @Test
    void theModuleNeedsJavaBaseOnly() {
        assertThat(descriptor.requires())
                .extracting(ModuleDescriptor.Requires::name)
                .containsExactly("java.base");
    }

    @Test
    void everyPackageIsExportedToEveryone() {
        assertThat(descriptor.name()).isEqualTo("dev.steelyard.lb.api");
        assertThat(descriptor.exports()).noneMatch(ModuleDescriptor.Exports::isQualified);
        assertThat(Set.copyOf(descriptor.exports().stream()
                        .map(ModuleDescriptor.Exports::source)
                        .toList()))
                .isEqualTo(Extension.class.getModule().getPackages());
    }
}
