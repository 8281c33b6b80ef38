package dev.steelyard.lb.core.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import dev.steelyard.lb.core.config.ConfigFile;
import dev.steelyard.lb.core.config.LbConfig;
import dev.steelyard.lb.core.config.TlsConfig;
import dev.steelyard.lb.core.metrics.StandingFaults;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateWatchTest {
    @TempDir
    private Path folder;

    private final MovedClock clock = new MovedClock();
    private final StandingFaults faults = new StandingFaults();
    private final MetricRegistry registry = new MetricRegistry();
    private OpenSsl openssl;
    private TlsContexts contexts;
    private CertificateWatch watch;

    private static final class MovedClock extends Clock {
        private Duration offset = Duration.ZERO;

        @Override
        public ZoneId getZone() {
            return ZoneId.of("UTC");
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(offset);
        }
    }

    @BeforeEach
    void makeCertificates() throws Exception {
        assumeTrue(OpenSsl.isInstalled(), "openssl is not installed");
        openssl = new OpenSsl(folder).pair("a", "DNS:a.example").pair("b", "DNS:b.example");
        contexts = new TlsContexts(folder, clock);
        watch = new CertificateWatch(contexts, clock, faults, registry);
    }

    private static LbConfig config(String tls) {
        return ConfigFile.parse(
                "test.conf",
                "listeners.web { bind = \"*:1\", protocol = https, tls { " + tls + " } }\npools.web.backends = []");
    }

    private ServerTls take(String tls) {
        LbConfig config = config(tls);
        TlsConfig block = config.listeners().get("web").tls().orElseThrow();
        contexts.prepare(config);
        contexts.taken(config);
        return contexts.server(block);
    }

    private ServerTls takeBoth() {
        return take("certificates = [ { chain = a.pem, key = a.key }, { chain = b.pem, key = b.key } ]");
    }

    private void lookTwice() {
        watch.look();
        watch.look();
    }

    @Test
    void aChangeIsTakenOnWhenTwoLooksSawTheSame() throws Exception {
        ServerTls tls = takeBoth();
        lookTwice();
        openssl.pair("b", "DNS:other.example");

        watch.look();
        assertThat(tls.covers("other.example")).isFalse();
        watch.look();

        assertThat(tls.covers("other.example")).isTrue();
        assertThat(tls.covers("b.example")).isFalse();
        assertThat(tls.covers("a.example")).isTrue();
        assertThat(faults.now()).isEmpty();
    }

    @Test
    void whatChangedBeforeTheFirstLookIsTakenOnToo() throws Exception {
        ServerTls tls = takeBoth();
        openssl.pair("b", "DNS:other.example");
        lookTwice();

        assertThat(tls.covers("other.example")).isTrue();
    }

    @Test
    void aBrokenFileLeavesItsCertificateAndHoldsUpNoOther() throws Exception {
        ServerTls tls = takeBoth();
        lookTwice();
        Files.writeString(folder.resolve("a.pem"), "broken");
        openssl.pair("b", "DNS:other.example");
        lookTwice();

        assertThat(tls.covers("a.example")).isTrue();
        assertThat(tls.covers("other.example")).isTrue();
        assertThat(faults.now())
                .containsOnlyKeys("listeners.web.tls.certificates[0].chain")
                .hasValueSatisfying(new org.assertj.core.api.Condition<>(
                        why -> why.contains("a.pem has no PEM block") && why.contains("the one before is used on"),
                        "says what is wrong and what holds"));

        openssl.pair("a", "DNS:a2.example");
        lookTwice();
        assertThat(faults.now()).isEmpty();
        assertThat(tls.covers("a2.example")).isTrue();
    }

    @Test
    void aFileThatIsGoneKeepsItsCertificate() throws Exception {
        ServerTls tls = takeBoth();
        lookTwice();
        Files.delete(folder.resolve("a.key"));
        lookTwice();

        assertThat(tls.covers("a.example")).isTrue();
        assertThat(faults.now()).containsKey("listeners.web.tls.certificates[0].key");
    }

    @Test
    void oneThatExpiresInUseIsTold() {
        takeBoth();
        lookTwice();
        assertThat(faults.now()).isEmpty();

        clock.offset = Duration.ofDays(3);
        watch.look();

        assertThat(faults.now()).containsKey("certificate " + folder.resolve("a.pem"));
    }

    @Test
    void daysToExpiryAreMeasuredForWhatIsInUse() {
        takeBoth();
        lookTwice();
        assertThat(days("a")).isBetween(1.9, 2.0);
        assertThat(days("b")).isBetween(1.9, 2.0);

        contexts.taken(config("certificates = [ { chain = a.pem, key = a.key } ]"));
        take("certificates = [ { chain = a.pem, key = a.key } ]");
        contexts.taken(config("certificates = [ { chain = a.pem, key = a.key } ]"));
        watch.look();

        assertThat(registry.getMetrics()).hasSize(1);
        assertThat(days("a")).isPositive();
    }

    private double days(String name) {
        String key = "lb_tls_certificate_expiry_days{name=\"%s.example\",file=\"%s\"}"
                .formatted(name, folder.resolve(name + ".pem"));
        return (Double) ((Gauge<?>) registry.getMetrics().get(key)).getValue();
    }

    @Test
    void aBlockThatIsTheSameAfterAReloadKeepsWhatItHas() {
        ServerTls before = takeBoth();

        assertThat(takeBoth()).isSameAs(before);
        assertThat(take("certificates = [ { chain = a.pem, key = a.key } ]")).isNotSameAs(before);
    }
}
