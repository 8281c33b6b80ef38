package dev.steelyard.lb.core;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.steelyard.lb.core.admin.ApiBodyFuzz;
import dev.steelyard.lb.core.config.ConfigFuzz;
import dev.steelyard.lb.core.proxy.ClientAddressFuzz;
import dev.steelyard.lb.core.proxy.CookieFuzz;
import dev.steelyard.lb.core.proxy.UpgradeOfferFuzz;
import dev.steelyard.lb.core.proxy.WeightHeaderFuzz;
import dev.steelyard.lb.core.routing.TargetFuzz;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The targets that Jazzer fuzzes for hours, with sound inputs that are cut, joined and bent a little: the same ones each time. */
class FuzzTargetsTest {
    private static final int ROUNDS = 3_000;

    static Stream<Arguments> targets() {
        return Stream.of(
                target(
                        "target",
                        TargetFuzz::fuzzerTestOneInput,
                        "/a/../b%2F..;x?q=%zz",
                        "/%c0%ae/é//./~",
                        "*",
                        "/a?b#c"),
                target(
                        "cookie",
                        CookieFuzz::fuzzerTestOneInput,
                        "a=1; SERVER_ID=\"x\"; b",
                        ";;SERVER_ID=;=",
                        "SERVER_ID"),
                target(
                        "client address",
                        ClientAddressFuzz::fuzzerTestOneInput,
                        "1.2.3.4, [::1]:80, 127.0.0.1:8",
                        "999.1.1.1, .::, localhost, fe80::1%lo",
                        "::ffff:1.2.3.4,"),
                target(
                        "weight",
                        WeightHeaderFuzz::fuzzerTestOneInput,
                        "0.5",
                        "100%",
                        "1e9",
                        ".",
                        "99999999999999999999"),
                target(
                        "upgrade",
                        UpgradeOfferFuzz::fuzzerTestOneInput,
                        "websocket, h2c",
                        "HTTP/2.0,TLS/1.2",
                        "\"h2c\", x/1"),
                target(
                        "config",
                        ConfigFuzz::fuzzerTestOneInput,
                        "listeners.web.bind = \"*:80\", pools.web.backends = [ \"a:1\" ]",
                        "pools { web { backends = ${x}, health { interval = 5s } } }",
                        "include \"x\", routes = [ { match.path = /a, pool = web } ]"),
                target(
                        "api body",
                        ApiBodyFuzz::fuzzerTestOneInput,
                        "{\"host\":\"a\",\"port\":80}",
                        "[{\"weight\":1e400}]",
                        "nul"));
    }

    private static Arguments target(String name, Consumer<byte[]> target, String... seeds) {
        return Arguments.of(name, target, seeds);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("targets")
    void noInputDoesWhatItMustNot(String name, Consumer<byte[]> target, String[] seeds) {
        SplittableRandom random = new SplittableRandom(name.hashCode());
        for (int i = 0; i < ROUNDS; i++) {
            byte[] input = bent(seeds, random);
            assertThatCode(() -> target.accept(input))
                    .as("input %s", new String(input, StandardCharsets.ISO_8859_1))
                    .doesNotThrowAnyException();
        }
    }

    private static byte[] bent(String[] seeds, SplittableRandom random) {
        byte[] input = seeds[random.nextInt(seeds.length)].getBytes(StandardCharsets.UTF_8);
        for (int changes = random.nextInt(6); changes > 0; changes--) {
            input = bentOnce(input, seeds, random);
        }
        return input;
    }

    private static byte[] bentOnce(byte[] input, String[] seeds, SplittableRandom random) {
        if (input.length == 0) {
            return new byte[] {(byte) random.nextInt(256)};
        }
        int at = random.nextInt(input.length);
        if (random.nextInt(3) == 0) {
            return joined(
                    Arrays.copyOf(input, at), seeds[random.nextInt(seeds.length)].getBytes(StandardCharsets.UTF_8));
        }
        byte[] changed = input.clone();
        changed[at] = random.nextBoolean() ? (byte) random.nextInt(256) : input[random.nextInt(input.length)];
        return changed;
    }

    private static byte[] joined(byte[] start, byte[] end) {
        byte[] both = Arrays.copyOf(start, start.length + end.length);
        System.arraycopy(end, 0, both, start.length, end.length);
        return both;
    }
}
