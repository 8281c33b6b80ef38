package dev.steelyard.lb.core.cli;

import dev.steelyard.lb.core.LoadBalancer;
import dev.steelyard.lb.core.Succession;
import dev.steelyard.lb.core.config.ConfigDraft;
import dev.steelyard.lb.core.config.ConfigFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lb demo}. */
@Command(name = "demo", description = "Balance over three built-in sample backends, and say what to try.")
final class DemoCommand implements Callable<Integer> {
    private static final int BACKENDS = 3;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Stop by itself after this time, e.g. 10s.")
    private Duration time;

    @Option(names = "--port", defaultValue = "8080", description = "Where to balance; 8080 if not given.")
    private int port;

    @Option(names = "--admin-port", defaultValue = "9090", description = "Where the API is; 9090 if not given.")
    private int adminPort;

    private Path scratch;

    @Override
    public Integer call() throws Exception {
        WarmUp.atStart();
        List<SampleBackend> backends = new ArrayList<>();
        scratch = Files.createTempDirectory("steelyard-demo-");
        try {
            for (int i = 1; i <= BACKENDS; i++) {
                backends.add(SampleBackend.start("backend " + i));
            }
            run(ConfigFile.draft("demo", config(backends)));
        } finally {
            for (SampleBackend backend : backends) {
                backend.stop();
            }
            Files.deleteIfExists(scratch.resolve("api-changes.json"));
            Files.deleteIfExists(scratch);
        }
        return 0;
    }

    private void run(ConfigDraft config) throws Exception {
        StopSignal stop = StopSignal.create();
        LoadBalancer balancer =
                LoadBalancer.start(() -> config, Installation.directories(), Succession.first(stop::ask));
        stop.install();
        System.err.println(Banner.of(balancer));
        WarmUp.whenReady();
        System.out.println(whatToTry(balancer.port("web"), balancer.adminPort()));
        if (time == null) {
            stop.await();
        } else {
            stop.await(time);
        }
        balancer.stop();
        stop.done();
    }

    private String config(List<SampleBackend> backends) {
        String members = backends.stream()
                .map(backend -> "{ id = demo-" + (backends.indexOf(backend) + 1) + ", host = 127.0.0.1, port = "
                        + backend.port() + " }")
                .collect(Collectors.joining(", "));
        return """
                listeners.web { bind = "127.0.0.1:%d" }
                admin.bind = "127.0.0.1:%d"
                drain-timeout = 2s
                data.directory = "%s" # what is tried out here is not for the next start
                reload.watch-plugins = false
                pools.demo {
                  algorithm = round-robin
                  health { check { type = http, path = /health }, interval = 1s, fast-interval = 200ms }
                  backends = [ %s ]
                }
                """.formatted(port, adminPort, scratch, members);
    }

    private String whatToTry(int port, int adminPort) {
        return """

                Try, in another terminal:
                  curl http://127.0.0.1:%1$d/                             each time another backend answers
                  curl http://127.0.0.1:%2$d/api/v1/backend/list          the backends and their health
                  curl -X PUT -H 'Content-Type: application/json' -d '{"state":"disabled"}' \\
                       http://127.0.0.1:%2$d/api/v1/backend/demo-2/state  take one out
                  curl http://127.0.0.1:%2$d/api/v1/stats                 what went through
                  curl http://127.0.0.1:%2$d/metrics                      the same for Prometheus
                """.formatted(port, adminPort) + (time == null ? "Ctrl-C stops it.\n" : "");
    }
}
