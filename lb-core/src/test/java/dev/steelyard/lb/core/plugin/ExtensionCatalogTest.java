package dev.steelyard.lb.core.plugin;

import static dev.steelyard.lb.core.plugin.ExtensionPoint.ALGORITHM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.steelyard.lb.api.Extension;
import dev.steelyard.lb.api.ExtensionContext;
import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.AlgorithmFactory;
import dev.steelyard.lb.api.settings.Settings;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExtensionCatalogTest {

    @Test
    void factoriesAtHandMakeACatalogAsIfBuiltIn() throws Exception {
        AlgorithmFactory first = new NamedFactory("first");

        try (ExtensionCatalog catalog = ExtensionCatalog.of(List.of(first, new NamedFactory("second")))) {
            assertThat(catalog.find(ALGORITHM, "first").factory()).isSameAs(first);
            assertThat(catalog.known(ALGORITHM)).isEqualTo("first, second (built in)");
            assertThat(catalog.reports()).isEmpty();
        }
    }

    @Test
    void factoriesWithOneNameMakeNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExtensionCatalog.of(List.of(new NamedFactory("same"), new NamedFactory("same"))))
                .withMessage("algorithm 'same' is there twice");
    }

    @Test
    void aFactoryOfNoPointMakesNone() {
        Extension odd = () -> "odd";

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExtensionCatalog.of(List.of(odd)))
                .withMessageEndingWith(" is a factory of no extension point");
    }

    private record NamedFactory(String type) implements AlgorithmFactory {
        @Override
        public Algorithm create(Settings settings, ExtensionContext context) {
            return (backends, previous) -> request -> backends.get(0);
        }
    }
}
