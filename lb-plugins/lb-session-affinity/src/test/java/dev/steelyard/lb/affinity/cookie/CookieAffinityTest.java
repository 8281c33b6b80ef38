package dev.steelyard.lb.affinity.cookie;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steelyard.lb.api.affinity.SessionAffinity;
import dev.steelyard.lb.api.affinity.SessionAffinityFactory;
import dev.steelyard.lb.api.settings.Settings;
import dev.steelyard.lb.api.settings.SettingsException;
import dev.steelyard.lb.testkit.AffinityContract;
import dev.steelyard.lb.testkit.FakeBackend;
import dev.steelyard.lb.testkit.FakeBackends;
import dev.steelyard.lb.testkit.FakeContext;
import dev.steelyard.lb.testkit.FakeRequest;
import dev.steelyard.lb.testkit.FakeResponse;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CookieAffinityTest extends AffinityContract {
    private static final String SECRET = "0123456789abcdef";
    private static final Pattern PAIR = Pattern.compile("([^=;]+)=([^;]*)");

    @Override
    protected SessionAffinityFactory factory() {
        return new CookieAffinityFactory();
    }

    @Override
    protected Map<String, ?> everySetting() {
        Map<String, Object> all = new HashMap<>();
        all.put("name", "STICKY");
        all.put("max-age", "session");
        all.put("path", "/app");
        all.put("domain", "example.com");
        all.put("http-only", false);
        all.put("same-site", "none");
        all.put("secure", "always");
        all.put("secret", SECRET);
        return all;
    }

    @Override
    protected FakeRequest firstRequest(int number) {
        return FakeRequest.get();
    }

    @Override
    protected FakeRequest nextRequest(FakeRequest first, FakeResponse response) {
        Matcher pair = PAIR.matcher(response.get("Set-Cookie"));
        assertThat(pair.find()).isTrue();
        return FakeRequest.get().cookie(pair.group(1), pair.group(2));
    }

    @Override
    protected FakeRequest requestWithForeignValue(String value) {
        return FakeRequest.get().cookie("SERVER_ID", value);
    }

    private String setCookie(Map<String, ?> settings, FakeRequest request, String id) {
        try (SessionAffinity affinity = factory().create(Settings.of(settings), FakeContext.seeded(1))) {
            FakeResponse response = new FakeResponse(200);
            affinity.remember(request, FakeBackend.of(id), response);
            assertThat(response.all("Set-Cookie")).hasSize(1);
            return response.get("Set-Cookie");
        }
    }

    private String value(Map<String, ?> settings, String id) {
        Matcher pair = PAIR.matcher(setCookie(settings, FakeRequest.get(), id));
        assertThat(pair.find()).isTrue();
        return pair.group(2);
    }

    @Test
    void theDefaultCookieIsSafe() {
        assertThat(setCookie(Map.of(), FakeRequest.get(), "b0"))
                .matches("SERVER_ID=[A-Za-z0-9_-]{22}; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax");
    }

    @Test
    void everySettingIsInTheCookie() {
        assertThat(setCookie(everySetting(), FakeRequest.get(), "b0"))
                .matches("STICKY=[A-Za-z0-9_-]{22}; Path=/app; Domain=example.com; SameSite=None; Secure");
    }

    @ParameterizedTest
    @CsvSource({"auto,true,true", "auto,false,false", "always,false,true", "never,true,false"})
    void theCookieIsSecureByTheSettingAndTheConnection(String secure, boolean tls, boolean expected) {
        FakeRequest request = tls ? FakeRequest.get().secured() : FakeRequest.get();
        String cookie = setCookie(Map.of("secure", secure), request, "b0");
        assertThat(cookie.endsWith("; Secure")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"1h,; Max-Age=3600", "3600,; Max-Age=3600", "1500ms,; Max-Age=1", "session,''"})
    void theAgeIsADurationOrSecondsOrTheSession(String written, String attribute) {
        assertThat(MaxAge.of(written).attribute()).isEqualTo(attribute);
    }

    @Test
    void aCookieOfTheBackendStaysBesideOurs() {
        FakeResponse response = new FakeResponse(200);
        response.add("Set-Cookie", "JSESSIONID=1");
        affinity().remember(FakeRequest.get(), backends().get(0), response);
        assertThat(response.all("Set-Cookie")).hasSize(2).contains("JSESSIONID=1");
    }

    @Test
    void theValueIsTheStartOfAKnownHash() {
        // printf b0 | openssl dgst -sha256 -binary | head -c 16 | basenc --base64url
        assertThat(value(Map.of(), "b0")).isEqualTo("wCwLll4COr7oCPK1SNjVGQ");
        // the same with: openssl dgst -sha256 -hmac 0123456789abcdef -binary
        assertThat(value(Map.of("secret", SECRET), "b0")).isEqualTo("pYgMfmfQxkhe4nP8v3Iewg");
    }

    @Test
    void theValueRevealsNoAddress() {
        assertThat(value(Map.of(), "10.0.1.15:8080"))
                .matches("[A-Za-z0-9_-]{22}")
                .doesNotContain("10.0");
    }

    @Test
    void aThousandBackendsHaveAThousandValues() {
        Set<String> values = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            values.add(value(Map.of(), "b" + i));
        }
        assertThat(values).hasSize(1_000);
    }

    @Test
    void withASecretAnUnsignedOrForeignlySignedCookieIsNoPin() {
        FakeBackends set = backends();
        try (SessionAffinity signed = factory().create(Settings.of(Map.of("secret", SECRET)), FakeContext.seeded(1))) {
            assertThat(signed.find(cookie(value(Map.of("secret", SECRET), "b0")), set))
                    .isSameAs(set.get(0));
            assertThat(signed.find(cookie(value(Map.of(), "b0")), set)).isNull();
            assertThat(signed.find(cookie(value(Map.of("secret", "another secret of 16"), "b0")), set))
                    .isNull();
        }
    }

    @Test
    void aChangedCharacterIsNoPin() {
        String value = value(Map.of(), "b0");
        for (int i = 0; i < value.length(); i++) {
            char other = value.charAt(i) == 'A' ? 'B' : 'A';
            String changed = value.substring(0, i) + other + value.substring(i + 1);
            assertThat(affinity().find(cookie(changed), backends())).isNull();
        }
        assertThat(affinity().find(cookie(value + "A"), backends())).isNull();
    }

    private static FakeRequest cookie(String value) {
        return FakeRequest.get().cookie("SERVER_ID", value);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    name      | a b         | 'a b' (expected: a token of letters, digits and such as -_.)
                    name      | a;b         | 'a;b' (expected: a token of letters, digits and such as -_.)
                    name      | ``          | '' (expected: a token of letters, digits and such as -_.)
                    path      | app         | 'app' (expected: a slash first, and no semicolon)
                    path      | /a;Secure   | '/a;Secure' (expected: a slash first, and no semicolon)
                    domain    | a b         | 'a b' (expected: a domain, e.g. example.com)
                    domain    | a..b        | 'a..b' (expected: a domain, e.g. example.com)
                    max-age   | 0s          | '0s' (expected: at least 1s, or session)
                    max-age   | soon        | 'soon' is not a duration (expected a number and a unit, e.g. 10s, 500ms, 2m)
                    secret    | short       | 5 characters (expected: at least 16, best from a random source)
                    same-site | all         | 'all' (expected: lax, strict, none)
                    name      | __Host-ID   | `secure: auto (expected: always, for the name __Host-ID)`
                    """)
    void wrongValuesAreRefusedWithAReason(String key, String value, String message) {
        assertThatThrownBy(() -> factory().create(Settings.of(Map.of(key, value)), FakeContext.seeded(1)))
                .isInstanceOf(SettingsException.class)
                .hasMessage("test: " + (message.startsWith("secure") ? "" : key + ": ") + message);
    }

    @Test
    void whatBrowsersWouldDropIsRefused() {
        assertRefused(
                Map.of("same-site", "none", "secure", "never"),
                "same-site: none (expected: with it, secure = always or auto, for browsers refuse it otherwise)");
        assertRefused(
                Map.of("name", "__Host-ID", "secure", "always", "path", "/app"),
                "name: '__Host-ID' (expected: with it, path = / and no domain)");
        assertRefused(
                Map.of("name", "__Secure-ID", "secure", "never"),
                "secure: never (expected: always, for the name __Secure-ID)");
    }

    @Test
    void theSecretIsNotShown() {
        assertThat(Secret.of(SECRET)).hasToString("***");
        assertThatThrownBy(() -> factory().create(Settings.of(Map.of("secret", "tooshort-xyz")), FakeContext.seeded(1)))
                .message()
                .doesNotContain("xyz");
    }

    private void assertRefused(Map<String, ?> settings, String message) {
        assertThatThrownBy(() -> factory().create(Settings.of(settings), FakeContext.seeded(1)))
                .isInstanceOf(SettingsException.class)
                .hasMessage("test: " + message);
    }
}
