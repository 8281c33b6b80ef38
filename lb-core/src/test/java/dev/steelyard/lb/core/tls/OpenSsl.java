package dev.steelyard.lb.core.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Makes certificates and keys in a folder, by a tool that is not ours. */
final class OpenSsl {
    private final Path folder;

    OpenSsl(Path folder) {
        this.folder = folder;
    }

    /** Whether the tool is there; for assumptions. */
    static boolean isInstalled() {
        try {
            return new ProcessBuilder("openssl", "version").start().waitFor() == 0;
        } catch (IOException missing) {
            return false;
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    /** Runs the tool in the folder; file names are relative to it. */
    OpenSsl run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Path log = Files.createTempFile(folder, "openssl", ".log");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as("%s: %s", command, Files.readString(log))
                .isZero();
        return this;
    }

    /** A key in PKCS#8 on the curve that most servers use. */
    OpenSsl ecKey(String file) throws Exception {
        return run("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", file);
    }

    /** A certificate that its own key signs. */
    OpenSsl selfSigned(String key, String certificate, String names) throws Exception {
        return run(
                "req",
                "-x509",
                "-key",
                key,
                "-days",
                "2",
                "-subj",
                "/CN=" + key,
                "-addext",
                "subjectAltName=" + names,
                "-out",
                certificate);
    }

    /** A key and a certificate for it, as {@code NAME.key} and {@code NAME.pem}. */
    OpenSsl pair(String name, String names) throws Exception {
        return ecKey(name + ".key").selfSigned(name + ".key", name + ".pem", names);
    }
}
