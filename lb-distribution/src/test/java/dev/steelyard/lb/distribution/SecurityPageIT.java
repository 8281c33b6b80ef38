package dev.steelyard.lb.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.distribution.fixture.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each attack that SECURITY.md names has the tests it names, under its number. */
class SecurityPageIT {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| SEC-(\\d\\d) \\|.*\\|(.*)\\|$");
    private static final Pattern NAMED = Pattern.compile("`(\\w+)\\.(\\w+)`");
    private static final Pattern TAGGED = Pattern.compile("(?s)((?: {4}@Tag\\(\"SEC-\\d\\d\"\\)\\s+)+)void (\\w+)\\(");
    private static final Pattern NUMBER = Pattern.compile("SEC-(\\d\\d)");

    @Test
    void everyRowNamesTestsThatCarryItsNumberAndEveryTestWithANumberIsNamed() throws IOException {
        assertThat(named()).isEqualTo(tagged());
    }

    @Test
    void noNumberIsLeftOut() throws IOException {
        List<Integer> numbers = rows().map(row -> Integer.valueOf(row.group(1))).toList();

        assertThat(numbers)
                .containsExactlyElementsOf(
                        Stream.iterate(1, next -> next + 1).limit(38).toList());
    }

    private static Stream<MatchResult> rows() throws IOException {
        return ROW.matcher(Files.readString(Repository.file("SECURITY.md"))).results();
    }

    private static Map<String, TreeSet<String>> named() throws IOException {
        Map<String, TreeSet<String>> byNumber = new TreeMap<>();
        rows().forEach(row -> NAMED.matcher(row.group(2))
                .results()
                .forEach(test -> byNumber.computeIfAbsent(row.group(1), number -> new TreeSet<>())
                        .add(test.group(1) + "." + test.group(2))));
        return byNumber;
    }

    private static Map<String, TreeSet<String>> tagged() throws IOException {
        Map<String, TreeSet<String>> byNumber = new TreeMap<>();
        try (Stream<Path> files = Files.walk(Repository.file(""))) {
            for (Path file : files.filter(path -> path.toString().contains("/src/test/java/"))
                    .filter(path -> path.toString().endsWith(".java"))
                    .toList()) {
                addTagged(file, byNumber);
            }
        }
        return byNumber;
    }

    private static void addTagged(Path file, Map<String, TreeSet<String>> byNumber) throws IOException {
        String type = file.getFileName().toString().replace(".java", "");
        TAGGED.matcher(Files.readString(file))
                .results()
                .forEach(test -> NUMBER.matcher(test.group(1))
                        .results()
                        .forEach(number -> byNumber.computeIfAbsent(number.group(1), none -> new TreeSet<>())
                                .add(type + "." + test.group(2))));
    }
}
