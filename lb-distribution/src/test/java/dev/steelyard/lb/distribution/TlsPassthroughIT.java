package dev.steelyard.lb.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.distribution.fixture.Bundle;
import dev.steelyard.lb.distribution.fixture.Finished;
import dev.steelyard.lb.distribution.fixture.RunningLb;
import dev.steelyard.lb.distribution.fixture.Tools;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections of TLS that go by their names to servers of OpenSSL, which alone have the keys. */
class TlsPassthroughIT {

    @TempDir
    private Path folder;

    private static Finished shell(String script) throws Exception {
        return Bundle.finish(new ProcessBuilder("bash", "-c", script));
    }

    private Tools.Server server(String name) throws Exception {
        String files = "-keyout " + folder + "/" + name + ".key -out " + folder + "/" + name + ".pem";
        Finished made = shell("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN="
                + name + " " + files);
        assertThat(made.exitCode()).as(made.toString()).isZero();
        return Tools.serve(port -> List.of(
                "openssl",
                "s_server",
                "-accept",
                "127.0.0.1:" + port,
                "-cert",
                folder + "/" + name + ".pem",
                "-key",
                folder + "/" + name + ".key",
                "-alpn",
                "h2,imap",
                "-www"));
    }

    /** The name in the certificate of the server that was reached. */
    private static String reached(RunningLb balancer, String options) throws Exception {
        int port = balancer.url("mail", "").getPort();
        Finished finished = shell("openssl s_client -connect 127.0.0.1:" + port + " " + options
                + " </dev/null 2>&1 | grep -oE 'subject=CN ?= ?[a-z]+|unrecognized name' | head -1 | sed 's/.*[= ]//'");
        return finished.out().strip();
    }

    @Test
    void namesAndProtocolsDecideWhereConnectionsGo() throws Exception {
        Tools.need("openssl");
        try (Tools.Server mail = server("mail");
                Tools.Server web = server("web");
                RunningLb balancer = RunningLb.start(Bundle.shared(), """
                        listeners.mail {
                          bind = "127.0.0.1:0"
                          protocol = tls
                          routes = [
                            { match { sni = "*.mail.example.com" }, pool = mail }
                            { match { sni = "www.example.com", alpn = [h2] }, pool = web }
                          ]
                        }
                        admin.bind = "127.0.0.1:0"
                        pools.mail { health.interval = 1h, backends = ["127.0.0.1:%d"] }
                        pools.web { health.interval = 1h, backends = ["127.0.0.1:%d"] }
                        """.formatted(mail.port(), web.port()))) {
            assertThat(reached(balancer, "-servername imap.mail.example.com")).isEqualTo("mail");
            assertThat(reached(balancer, "-tls1_2 -servername IMAP.mail.example.com"))
                    .isEqualTo("mail");
            assertThat(reached(balancer, "-servername www.example.com -alpn h2"))
                    .isEqualTo("web");
            assertThat(reached(balancer, "-servername www.example.com -alpn imap"))
                    .isEqualTo("name");
            assertThat(reached(balancer, "-servername other.example.com")).isEqualTo("name");
            assertThat(reached(balancer, "-noservername")).isEqualTo("name");
        }
    }
}
