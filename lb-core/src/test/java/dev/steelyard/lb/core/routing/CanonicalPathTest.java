package dev.steelyard.lb.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalPathTest {
    private static final String[] PIECES = {
        "/",
        "/",
        "/",
        "//",
        ".",
        "..",
        "/.",
        "/..",
        "/../",
        "a",
        "B",
        "~",
        "-",
        "_",
        ";",
        ";x=1",
        "%2e",
        "%2E",
        "%2f",
        "%2F",
        "%5c",
        "%41",
        "%7e",
        "%25",
        "%2",
        "%",
        "%zz",
        "%00",
        "%20",
        "%c3%a9",
        "é",
        "€",
        "%c0%ae",
        "%e0%80%ae",
        "*",
        ":",
        "@",
        "!",
        "$",
        "&",
        "'",
        "(",
        ")",
        "+",
        ",",
        "=",
        "\\",
        " ",
        "#",
        "?",
        "\u0001",
        "\ud800"
    };

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "/, /",
                "*, *",
                "/a/b.html, /a/b.html",
                "/a/, /a/",
                "//, //",
                "/a//b, /a//b",
                "/.hidden, /.hidden",
                "/a/..b/c.., /a/..b/c..",
                "/..., /...",
                // escapes of what needs none
                "/%41%62%30%2d%5F%7e, /Ab0-_~",
                "/%7Euser, /~user",
                // escapes that stay, in upper case
                "/a%2fb, /a%2Fb",
                "/a%2Fb, /a%2Fb",
                "/a%5cb, /a%5Cb",
                "/a%20b, /a%20b",
                "/a%3bx, /a%3Bx",
                "/100%25, /100%25",
                "/%252e%252e/x, /%252e%252e/x",
                "/%252E, /%252E",
                // dot segments, hidden or not
                "/a/./b, /a/b",
                "/a/b/../c, /a/c",
                "/a/b/.., /a/",
                "/a/b/., /a/b/",
                "/a/%2e/b, /a/b",
                "/a/%2e%2E/b, /b",
                "/a/.%2e/b, /b",
                "/a//../b, /a/b",
                "/a/..//b, //b",
                "/a/.., /",
                "/., /",
                // parameters
                "/a;x=1/b, /a;x=1/b",
                "/a;..;/b, /a;..;/b",
                // beyond ASCII
                "/café, /caf%C3%A9",
                "/caf%c3%a9, /caf%C3%A9",
                "/€, /%E2%82%AC",
                "/%e0%a0%80, /%E0%A0%80",
                "/%f0%90%80%80, /%F0%90%80%80",
                "/%fc%fc, /%FC%FC",
                "/a!$&'()*+=:@b, /a!$&'()*+=:@b",
            })
    void aPathHasOneForm(String raw, String canonical) throws BadTarget {
        assertThat(CanonicalPath.of(raw)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "a/b",
                "**",
                "*/",
                "http://host/",
                // above the root
                "/..",
                "/../",
                "/a/../..",
                "/%2e%2e",
                "/./..",
                "/a/../../b",
                // dots that only some readers see
                "/a/..;/b",
                "/a/.;/b",
                "/..;x=1/b",
                "/a/%2e%2e;/b",
                "/a/..%2fb",
                "/a/..%2F",
                "/a/%2f..",
                "/a/.%5cb",
                "/a/b%5c..",
                "/a/%2e%2e%2f%2e%2e",
                "/a%2f..%2fb",
                // separators that only some readers see
                "/a\\b",
                "/..\\a",
                "/a#b",
                "/a?b",
                // controls and blanks
                "/a b",
                "/a\tb",
                "/a\u0000",
                "/a\u007fb",
                "/a%00",
                "/a%0d%0ab",
                "/a%1f",
                "/a%7f",
                // broken escapes
                "/%",
                "/a%",
                "/a%2",
                "/a%2/",
                "/%g0",
                "/%0g",
                "/%zz",
                "/%-1",
                "/%+1",
                "/%u002e",
                "/%\uff11\uff11",
                // UTF-8 longer than need be
                "/%c0%ae",
                "/%C0%AE%C0%AE/x",
                "/%c0%af",
                "/%c1%9c",
                "/%e0%80%ae",
                "/%e0%9f%bf",
                "/%f0%80%80%ae",
                "/%f0%8f%bf%bf",
                "/%f8%80%80%80%ae",
                "/%fc%80%80%80%80%ae",
                // half a character
                "/a\ud800",
                "/\udc00/b",
            })
    void aPathWhoseMeaningIsInDoubtIsRefused(String raw) {
        assertThatExceptionOfType(BadTarget.class).isThrownBy(() -> CanonicalPath.of(raw));
    }

    @Test
    void aPathThatIsCanonicalIsTheSameObject() throws BadTarget {
        String plain = new String("/api/v1/items:list@2,3=4");

        assertThat(CanonicalPath.of(plain)).isSameAs(plain);
    }

    @Test
    void theFormOfAFormIsItself() {
        SplittableRandom random = new SplittableRandom(42);
        int good = 0;
        for (int i = 0; i < 200_000; i++) {
            String raw = anyPath(random);
            String once = canonicalOrNull(raw);
            if (once != null) {
                good++;
                assertThat(canonicalOrNull(once)).as("form of %s", raw).isEqualTo(once);
                assertThat(once.split("/")).as("form of %s", raw).doesNotContain(".", "..");
                assertThat(once.chars()).as("form of %s", raw).allMatch(c -> c > ' ' && c < 0x7f);
            }
        }
        assertThat(good).isGreaterThan(10_000);
    }

    private static String anyPath(SplittableRandom random) {
        StringBuilder path = new StringBuilder("/");
        for (int i = random.nextInt(8); i > 0; i--) {
            path.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return path.toString();
    }

    private static String canonicalOrNull(String raw) {
        try {
            return CanonicalPath.of(raw);
        } catch (BadTarget refused) {
            return null;
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "a=1&b=/../%2e%zz?{}|`\"\\, a=1&b=/../%2e%zz?{}|`\"\\",
                "q=é&x=%e9, q=%C3%A9&x=%e9",
            })
    void aQueryStaysAsItWasSentButForWhatIsBeyondAscii(String raw, String query) throws BadTarget {
        assertThat(CanonicalPath.query(raw)).isEqualTo(query);
    }

    @Test
    void noQueryAndAnEmptyOneAreTwoThings() throws BadTarget {
        assertThat(CanonicalPath.query(null)).isNull();
        assertThat(CanonicalPath.query("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a\u0001", "a#b", "a\u007f", "é b", "é\r\nX: y", "é#"})
    void aQueryWithWhatMustNotBeThereIsRefused(String raw) {
        assertThatExceptionOfType(BadTarget.class).isThrownBy(() -> CanonicalPath.query(raw));
    }
}
