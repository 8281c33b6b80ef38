package dev.steelyard.lb.core.cli;

import dev.steelyard.lb.core.config.AdminConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lb upgrade}. */
@Command(
        name = "upgrade",
        description = "Start this Steelyard beside the one that runs, and have it take over without losing a request.",
        footer = {
            "Both share the addresses until the new one serves; then the old one finishes its requests and ends.",
            "Exit code 0 if the new one serves, 1 if it does not: then the old one serves on."
        })
final class UpgradeCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long LOOK_MILLIS = 50;

    @Mixin
    private ConfigOption config;

    @Mixin
    private ApiOption api;

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description = "What the new one writes is appended to it; work/run.log of the bundle if not given.")
    private Path log;

    @Override
    public Integer call() throws Exception {
        AdminConfig admin = config.checked().config().admin();
        long before = pid(admin);
        Process next = start(before);
        System.out.println("process " + next.pid() + " starts; process " + before + " serves meanwhile");
        if (!isReady(next, admin)) {
            System.out.println("it does not serve, process " + before + " serves on; what it says is in " + logFile());
            return 1;
        }
        System.out.println("process " + next.pid() + " serves; process " + before + " finishes its requests");
        awaitEnd(before);
        return 0;
    }

    private long pid(AdminConfig admin) throws IOException {
        return api.get(admin, "/health").body().path("pid").asLong();
    }

    private Path logFile() {
        return log != null ? log : Installation.home().resolve("work/run.log");
    }

    /** In a session of its own, so that it does not end with the terminal. */
    private Process start(long before) throws IOException {
        Files.createDirectories(logFile().toAbsolutePath().getParent());
        List<String> command = new ArrayList<>(List.of(
                "setsid",
                Installation.home().resolve("bin/lb").toString(),
                "run",
                "-c",
                config.file().toString(),
                "--take-over",
                Long.toString(before)));
        ProcessBuilder.Redirect appended =
                ProcessBuilder.Redirect.appendTo(logFile().toFile());
        return api.passedOnTo(new ProcessBuilder(command))
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(appended)
                .redirectError(appended)
                .start();
    }

    private boolean isReady(Process next, AdminConfig admin) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() - end < 0 && !next.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            if (answers(next.pid(), admin)) {
                return true;
            }
        }
        next.destroy();
        return false;
    }

    private boolean answers(long pid, AdminConfig admin) {
        try {
            return pid(admin) == pid && api.get(admin, "/ready").status() == 200;
        } catch (IOException betweenTheTwo) {
            return false; // the old one has let go of the API and the new one has not taken it yet
        }
    }

    private static void awaitEnd(long before) throws InterruptedException {
        ProcessHandle old = ProcessHandle.of(before).orElse(null);
        for (long seconds = 1; old != null && old.isAlive(); seconds++) {
            TimeUnit.MILLISECONDS.sleep(1000);
            if (seconds % 5 == 0 && old.isAlive()) {
                System.out.println("process " + before + " still finishes its requests, after " + seconds + " s");
            }
        }
        System.out.println("process " + before + " has ended");
    }
}
