package dev.steelyard.lb.algorithms.hash;

import dev.steelyard.lb.api.request.RequestView;
import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.NearestName;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The part of a request by which it is told apart from others, as configured: {@code client-address}, {@code path}, {@code
 * host}, {@code header:NAME}, {@code cookie:NAME} or {@code query:NAME}.
 *
 * @param source where it is
 * @param name what it is called there; empty for the sources that have just one
 */
public record HashKey(Source source, @Default("") String name) {
    /** The hash of what is not there. */
    public static final long NONE = 0;

    private static final String NOT_IN_NAMES = "()<>@,;:\\\"/[]?={}&#";

    public HashKey {
        if (source.named == name.isEmpty() || !name.chars().allMatch(HashKey::mayBeInName)) {
            throw new IllegalArgumentException("name: '" + name + "' (expected: " + source.expectedName() + ")");
        }
    }

    /** Visible ASCII but for what separates names (RFC 9110 section 5.6.2, and the marks of a query). */
    private static boolean mayBeInName(int c) {
        return c > ' ' && c < 0x7f && NOT_IN_NAMES.indexOf(c) < 0;
    }

    /** Reads the form of the config. */
    public static HashKey of(String text) {
        int colon = text.indexOf(':');
        String written = colon < 0 ? text : text.substring(0, colon);
        for (Source source : Source.values()) {
            if (source.toString().equals(written) && source.named == colon >= 0) {
                return new HashKey(source, text.substring(colon < 0 ? text.length() : colon + 1));
            }
        }
        throw new IllegalArgumentException("'" + text + "'" + NearestName.hint(written, Source.all()) + " (expected: "
                + Arrays.stream(Source.values()).map(Source::form).collect(Collectors.joining(", ")) + ")");
    }

    /** The hash of the key in a request, or {@link #NONE} if the request does not have it or it is empty. */
    public long hash(RequestView request) {
        return source.hash(request, name);
    }

    /** The hash of a part of a text; never {@link #NONE} but for the empty part. */
    static long hash(String text, int from, int to) {
        return from >= to ? NONE : notNone(CharHash.of(text, from, to));
    }

    private static long hash(String text) {
        return text == null ? NONE : hash(text, 0, text.length());
    }

    private static long notNone(long hash) {
        return hash == NONE ? 1 : hash;
    }

    /** As in the config. */
    @Override
    public String toString() {
        return source.named ? source + ":" + name : source.toString();
    }

    /** Where a key can be. */
    public enum Source {
        /** The address of the client. */
        CLIENT_ADDRESS(false) {
            @Override
            long hash(RequestView request, String name) {
                return notNone(request.clientAddressHash());
            }
        },
        /** The canonical path, without the query. */
        PATH(false) {
            @Override
            long hash(RequestView request, String name) {
                return HashKey.hash(request.path());
            }
        },
        /** The canonical host. */
        HOST(false) {
            @Override
            long hash(RequestView request, String name) {
                return HashKey.hash(request.host());
            }
        },
        /** The first value of a header. */
        HEADER(true) {
            @Override
            long hash(RequestView request, String name) {
                return HashKey.hash(request.header(name));
            }
        },
        /** The value of a cookie. */
        COOKIE(true) {
            /**
             * Asking for a cookie makes a copy of its value, so it is looked for in the header first. HTTP/2 clients may
             * spread cookies over several headers (RFC 9113 section 8.2.3); those behind the first are asked for.
             */
            @Override
            long hash(RequestView request, String name) {
                long found = InPlace.ofCookie(request.header("Cookie"), name);
                return found == NONE ? HashKey.hash(request.cookie(name)) : found;
            }
        },
        /** The first value of a parameter of the query, as sent. */
        QUERY(true) {
            @Override
            long hash(RequestView request, String name) {
                return InPlace.ofQuery(request.query(), name);
            }
        };

        private final boolean named;

        Source(boolean named) {
            this.named = named;
        }

        abstract long hash(RequestView request, String name);

        private String expectedName() {
            return named ? "a name without spaces and separators" : "none for " + this;
        }

        private String form() {
            return named ? this + ":NAME" : toString();
        }

        private static java.util.List<String> all() {
            return Arrays.stream(values()).map(Source::toString).toList();
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
