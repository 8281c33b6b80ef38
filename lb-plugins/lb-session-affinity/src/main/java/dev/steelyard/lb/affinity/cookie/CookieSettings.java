package dev.steelyard.lb.affinity.cookie;

import dev.steelyard.lb.api.settings.Default;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The keys of a {@code cookie} affinity, checked against the grammar of RFC 6265 section 4.1.1.
 *
 * @param name the cookie's name
 * @param maxAge how long the client keeps it
 * @param path the paths it is sent for
 * @param domain the domain it is sent to, or empty for the very host that set it
 * @param httpOnly whether scripts in a page cannot read it
 * @param sameSite whether it goes along with requests that other sites start
 * @param secure whether it is sent over TLS only
 * @param secret the key of the signature, or empty for none
 */
record CookieSettings(
        @Default("SERVER_ID") String name,
        @Default("1h") MaxAge maxAge,
        @Default("/") String path,
        Optional<String> domain,
        @Default("true") boolean httpOnly,
        @Default("lax") SameSite sameSite,
        @Default("auto") Secure secure,
        Optional<Secret> secret) {
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern PATH = Pattern.compile("/[ -:<-~]*"); // printable ASCII but the semicolon
    private static final Pattern DOMAIN = Pattern.compile("\\.?[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*");

    /** The values of the cookie's attribute of this name. */
    enum SameSite {
        LAX("Lax"),
        STRICT("Strict"),
        NONE("None");

        private final String written;

        SameSite(String written) {
            this.written = written;
        }
    }

    /** When the cookie is marked as for TLS only. */
    enum Secure {
        AUTO,
        ALWAYS,
        NEVER
    }

    CookieSettings {
        require(
                TOKEN.matcher(name).matches(),
                "name: '" + name + "' (expected: a token of letters, digits and such as -_.)");
        require(PATH.matcher(path).matches(), "path: '" + path + "' (expected: a slash first, and no semicolon)");
        String host = domain.orElse("valid");
        require(DOMAIN.matcher(host).matches(), "domain: '" + host + "' (expected: a domain, e.g. example.com)");
        requireWhatBrowsersRequire(name, path, domain, sameSite, secure);
    }

    /** Browsers drop such cookies without a word, so that affinity would silently not work. */
    private static void requireWhatBrowsersRequire(
            String name, String path, Optional<String> domain, SameSite sameSite, Secure secure) {
        require(
                sameSite != SameSite.NONE || secure != Secure.NEVER,
                "same-site: none (expected: with it, secure = always or auto, for browsers refuse it otherwise)");
        String start = name.toLowerCase(Locale.ROOT);
        boolean hostOnly = start.startsWith("__host-");
        require(
                !(hostOnly || start.startsWith("__secure-")) || secure == Secure.ALWAYS,
                "secure: " + secure.name().toLowerCase(Locale.ROOT) + " (expected: always, for the name " + name + ")");
        require(
                !hostOnly || (domain.isEmpty() && path.equals("/")),
                "name: '" + name + "' (expected: with it, path = / and no domain)");
    }

    private static void require(boolean valid, String message) {
        if (!valid) {
            throw new IllegalArgumentException(message);
        }
    }

    /** All that follows the value, but for {@code Secure}. */
    String attributes() {
        return "; Path=" + path
                + domain.map(host -> "; Domain=" + host).orElse("")
                + maxAge.attribute()
                + (httpOnly ? "; HttpOnly" : "")
                + "; SameSite=" + sameSite.written;
    }
}
