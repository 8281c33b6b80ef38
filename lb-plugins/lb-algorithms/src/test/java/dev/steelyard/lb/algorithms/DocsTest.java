package dev.steelyard.lb.algorithms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.api.algorithm.AlgorithmFactory;
import dev.steelyard.lb.api.settings.Default;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the pages say of keys and defaults is what the code does. */
class DocsTest {
    private static final Path DOCS = Path.of("docs");
    private static final Pattern ROW = Pattern.compile("^\\| `([a-z-]+)` \\| `([^`]+)` \\|", Pattern.MULTILINE);

    @Test
    void everyTypeHasAPageWithItsKeysAndDefaults() throws Exception {
        for (String factory : factories()) {
            String page = Files.readString(DOCS.resolve(type(factory) + ".md"));
            assertThat(page).startsWith("# " + type(factory) + "\n").contains("| Key | Default | Description |");
            assertThat(documented(page)).as("keys in the page of %s", factory).isEqualTo(coded(factory));
        }
    }

    @Test
    void everyPageIsOfAType() throws Exception {
        try (Stream<Path> pages = Files.list(DOCS)) {
            assertThat(pages.map(page -> page.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            factories().stream().map(DocsTest::page).toList());
        }
    }

    @Test
    void theOverviewLinksEveryPage() throws IOException {
        String overview = Files.readString(Path.of("README.md"));
        assertThat(factories()).allSatisfy(factory -> assertThat(overview).contains("(docs/" + page(factory) + ")"));
    }

    private static List<String> factories() {
        return DocsTest.class.getModule().getDescriptor().provides().stream()
                .flatMap(provided -> provided.providers().stream())
                .toList();
    }

    private static String page(String factory) {
        return type(factory) + ".md";
    }

    private static String type(String factory) {
        try {
            return ((AlgorithmFactory)
                            Class.forName(factory).getDeclaredConstructor().newInstance())
                    .type();
        } catch (ReflectiveOperationException notMade) {
            throw new AssertionError(factory, notMade);
        }
    }

    private static Map<String, String> documented(String page) {
        return ROW.matcher(page)
                .results()
                .collect(Collectors.toMap(
                        (MatchResult row) -> row.group(1), row -> row.group(2), (one, two) -> one, TreeMap::new));
    }

    private static Map<String, String> coded(String factory) throws ClassNotFoundException {
        Class<?> settings = Class.forName(factory.replaceFirst("Factory$", "Settings"));
        return Arrays.stream(settings.getRecordComponents())
                .collect(Collectors.toMap(
                        DocsTest::key,
                        component -> component.getAnnotation(Default.class).value(),
                        (one, two) -> one,
                        TreeMap::new));
    }

    private static String key(RecordComponent component) {
        return component.getName().replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(java.util.Locale.ROOT);
    }
}
