package dev.steelyard.lb.algorithms.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.steelyard.lb.algorithms.hash.HashKey.Source;
import dev.steelyard.lb.testkit.FakeRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HashKeyTest {
    private static final long ALICE = CharHash.of("alice");

    @Test
    void isReadFromTheFormOfTheConfig() {
        assertThat(HashKey.of("client-address")).isEqualTo(new HashKey(Source.CLIENT_ADDRESS, ""));
        assertThat(HashKey.of("path")).isEqualTo(new HashKey(Source.PATH, ""));
        assertThat(HashKey.of("host")).isEqualTo(new HashKey(Source.HOST, ""));
        assertThat(HashKey.of("header:X-User")).isEqualTo(new HashKey(Source.HEADER, "X-User"));
        assertThat(HashKey.of("cookie:SID")).isEqualTo(new HashKey(Source.COOKIE, "SID"));
        assertThat(HashKey.of("query:user")).isEqualTo(new HashKey(Source.QUERY, "user"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"heeder:X-User", "path:", "host:x", "header", "cookie", "query", "", ":", "client_address"})
    void anotherFormIsRefusedWithTheRightOnes(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HashKey.of(text))
                .withMessageStartingWith("'" + text + "'")
                .withMessageEndingWith("(expected: client-address, path, host, header:NAME, cookie:NAME, query:NAME)");
    }

    @Test
    void aMistypedFormIsMetWithTheNearestOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HashKey.of("heder:X"))
                .withMessageContaining("did you mean 'header'?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"header:", "header:X User", "cookie:a=b", "cookie:a;b", "query:a&b", "header:X-\u00dcser"})
    void aNameThatCanNeverBeThereIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HashKey.of(text))
                .withMessageContaining("(expected: a name without spaces and separators)");
    }

    @Test
    void theClientsAddressHasTheHashOfTheRequest() {
        FakeRequest request = FakeRequest.from("192.0.2.7");
        assertThat(HashKey.of("client-address").hash(request)).isEqualTo(request.clientAddressHash());
    }

    @Test
    void thePathIsHashedWithoutTheQuery() {
        FakeRequest request = FakeRequest.get().target("GET", "/alice", "x=1");
        assertThat(HashKey.of("path").hash(request)).isEqualTo(CharHash.of("/alice"));
    }

    @Test
    void theHostIsHashed() {
        assertThat(HashKey.of("host").hash(FakeRequest.get()))
                .isEqualTo(CharHash.of(FakeRequest.get().host()));
    }

    @Test
    void aHeaderIsFoundInAnyCase() {
        FakeRequest request = FakeRequest.get();
        request.setHeader("x-user", "alice");
        assertThat(HashKey.of("header:X-User").hash(request)).isEqualTo(ALICE);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "'user=alice'",
                "'a=1; user=alice'",
                "'a=1;user=alice;b=2'",
                "'user=\"alice\"'",
                "' user= alice ; c=3'",
                "'xuser=bob; user2=eve; user=alice; user=mallory'",
                "';;user=alice;'",
                "'user; a=b; user=alice'"
            })
    void aCookieIsFoundInItsHeader(String header) {
        FakeRequest request = FakeRequest.get();
        request.setHeader("Cookie", header);
        assertThat(HashKey.of("cookie:user").hash(request)).isEqualTo(ALICE);
    }

    @Test
    void aCookieBehindTheFirstHeaderIsFoundToo() {
        FakeRequest request = FakeRequest.get().cookie("user", "alice");
        request.setHeader("Cookie", "a=1; b=2");
        assertThat(HashKey.of("cookie:user").hash(request)).isEqualTo(ALICE);
    }

    @ParameterizedTest
    @CsvSource({
        "user=alice",
        "a=1&user=alice",
        "user=alice&user=bob",
        "&&xuser=eve&user2=eve&user=alice&",
        "user&user=alice"
    })
    void aParameterOfTheQueryIsFound(String query) {
        FakeRequest request = FakeRequest.get().target("GET", "/", query);
        assertThat(HashKey.of("query:user").hash(request)).isEqualTo(ALICE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"header:X-User", "cookie:user", "query:user"})
    void aRequestWithoutTheKeyHasNone(String key) {
        FakeRequest request = FakeRequest.get();
        assertThat(HashKey.of(key).hash(request)).isEqualTo(HashKey.NONE);
        request.setHeader("Cookie", "users=1; u=2; user");
        request.target("GET", "/", "users=1&u=2&user");
        assertThat(HashKey.of(key).hash(request)).isEqualTo(HashKey.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"header:X-User", "cookie:user", "query:user"})
    void anEmptyKeyIsNone(String key) {
        FakeRequest request = FakeRequest.get().target("GET", "/", "user=&user=bob");
        request.setHeader("X-User", "");
        request.setHeader("Cookie", "user=\"\"");
        assertThat(HashKey.of(key).hash(request)).isEqualTo(HashKey.NONE);
    }

    /** Written down once: nodes of different versions serve one pool, so hashes must not change between versions. */
    @Test
    void everyVersionHashesTextLikeThis() {
        assertThat(ALICE).isEqualTo(-4_192_475_849_746_331_044L);
        assertThat(CharHash.of("")).isNotEqualTo(HashKey.NONE);
    }
}
