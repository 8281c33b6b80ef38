package dev.steelyard.lb.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.steelyard.lb.distribution.fixture.Bundle;
import dev.steelyard.lb.distribution.fixture.Finished;
import dev.steelyard.lb.distribution.fixture.Markdown;
import dev.steelyard.lb.distribution.fixture.Markdown.Block;
import dev.steelyard.lb.distribution.fixture.Repository;
import dev.steelyard.lb.distribution.fixture.RunningLb;
import dev.steelyard.lb.distribution.fixture.TestCertificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What pages tell people to type and to write works. */
class DocumentationIT {
    /** Keys of a whole config; a block without any of them is about one pool. */
    private static final String TOP_LEVEL =
            "(?s)\\s*(listeners|admin|routes|pools|plugins|access-log|drain-timeout)\\b.*";

    private static final String WHOLE = "(?s).*\\blisteners\\b.*";

    /** curl as typed, but silent, and an answer of 400 or above is a failure. */
    private static final String STRICT_CURL = "curl() { command curl -sS --fail --max-time 10 \"$@\"; }\n";

    private final Bundle bundle = Bundle.shared();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "lb-core/docs/admin-api.md", "lb-core/docs/explain.md"})
    void everyCurlOfThePageWorksOnTheDemo(String page) throws Exception {
        List<Block> blocks = curls(page);
        assertThat(blocks).as("of %s", page).isNotEmpty();
        try (RunningLb demo = RunningLb.start(bundle.command(List.of("demo", "--port", "0", "--admin-port", "0")))) {
            for (Block block : blocks) {
                type(block, demo);
            }
        }
    }

    private static void type(Block block, RunningLb balancer) throws Exception {
        Finished typed = Bundle.finish(new ProcessBuilder("bash", "-euo", "pipefail", "-c", command(block, balancer)));

        assertThat(typed.exitCode()).as("%s\n%s%s", block, block.text(), typed).isZero();
        assertThat(typed.out()).as("%s", block).isNotBlank();
    }

    /** Its first config is the one that its curls are about. */
    @Test
    void everyCurlOfThePageOnDeploymentsWorksInItsOrder() throws Exception {
        String page = "lb-core/docs/deployments.md";
        String config =
                new Markdown(Repository.file(page)).blocks("hocon").get(0).text()
                        + "listeners.web.bind = \"127.0.0.1:0\"\nadmin.bind = \"127.0.0.1:0\"\n";
        List<Block> blocks = curls(page);
        assertThat(blocks).isNotEmpty();
        try (RunningLb balancer = RunningLb.start(bundle, config)) {
            for (Block block : blocks) {
                type(block, balancer);
            }
        }
    }

    private static List<Block> curls(String page) {
        return new Markdown(Repository.file(page))
                .blocks("sh").stream()
                        .filter(block -> block.text().contains("curl "))
                        .toList();
    }

    private static String command(Block block, RunningLb demo) {
        return STRICT_CURL
                + block.text()
                        .replaceAll(
                                "(127\\.0\\.0\\.1|localhost):8080",
                                demo.url("web", "").getAuthority())
                        .replaceAll(
                                "(127\\.0\\.0\\.1|localhost):9090",
                                demo.admin("").getAuthority());
    }

    static Stream<Block> wholeConfigs() {
        return configs().filter(block -> block.text().matches(WHOLE));
    }

    private static Stream<Block> configs() {
        return Markdown.all().stream().flatMap(page -> page.blocks("hocon").stream());
    }

    @ParameterizedTest
    @MethodSource("wholeConfigs")
    void everyConfigThatIsShownIsFine(Block block) throws Exception {
        check(block.text(), block.toString());
    }

    @Test
    void everyPartOfAConfigThatIsShownIsFine() throws Exception {
        StringBuilder config = new StringBuilder("listeners.web.bind = \"127.0.0.1:8080\"\npools.web.backends = []\n");
        StringBuilder routes = new StringBuilder();
        List<Block> parts =
                configs().filter(block -> !block.text().matches(WHOLE)).toList();
        for (int i = 0; i < parts.size(); i++) {
            Block part = parts.get(i);
            config.append("# ").append(part).append('\n');
            if (part.text().matches(TOP_LEVEL)) {
                config.append(part.text());
            } else {
                config.append(poolsOf(part, i, routes));
            }
        }
        check(config + "routes = [ " + routes + "{ pool = web } ]\n", config.toString());
    }

    /** A page may show the same key several times, each time in another form: each is a pool. */
    private static String poolsOf(Block part, int number, StringBuilder routes) {
        StringBuilder pools = new StringBuilder();
        String[] forms = part.text().split("\n\n");
        for (int i = 0; i < forms.length; i++) {
            String name = "part-" + number + "-" + i;
            pools.append("pools.%s {\n%s\n}\n".formatted(name, forms[i]));
            routes.append("{ pool = %s }, ".formatted(name));
        }
        return pools.toString();
    }

    private void check(String config, String description) throws Exception {
        makeCertificates(config);
        Path file = Files.writeString(folder.resolve("shown.conf"), config);
        ProcessBuilder command = bundle.command(List.of("check", "-c", file.toString()));
        command.environment().put("AFFINITY_SECRET", "a-secret-for-this-test");

        Finished checked = Bundle.finish(command);

        assertThat(checked.exitCode()).as("%s\n%s", description, checked).isZero();
    }

    /** Under the names that the pages use. */
    private void makeCertificates(String config) throws Exception {
        if (!config.contains(".pem")) {
            return;
        }
        assumeTrue(TestCertificates.canBeMade(), "openssl is not installed");
        TestCertificates made = TestCertificates.in(folder)
                .signed("cert", "DNS:www.example.com")
                .signed("wild", "DNS:*.example.com")
                .authority("clients");
        Files.copy(made.file("cert.key"), made.file("key.pem"));
        Files.writeString(
                made.file("both.pem"),
                Files.readString(made.file("cert.pem")) + Files.readString(made.file("key.pem")));
        made.openssl(
                "pkcs12",
                "-export",
                "-in",
                "cert.pem",
                "-inkey",
                "key.pem",
                "-out",
                "more.p12",
                "-passout",
                "pass:secret");
    }

    static Stream<Markdown> pages() {
        return Markdown.all().stream();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsToAFile(Markdown page) {
        assertThat(page.links())
                .allSatisfy(link -> assertThat(page.file().resolveSibling(link)).exists());
    }
}
