package dev.steelyard.lb.core.cli;

import dev.steelyard.lb.core.config.AdminConfig;
import dev.steelyard.lb.core.config.BindAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The API of the balancer that runs, which several commands talk to. */
final class ApiOption {
    private static final int PATIENCE_MILLIS = 60_000;

    @Option(
            names = "--api",
            paramLabel = "URL",
            description = "Where the API of the running balancer is; as the config file says if not given.")
    private URI api;

    /** What the API answered. */
    record Answer(int status, JsonNode body) {}

    /** Asks the API; an answer may be a refusal. */
    Answer post(AdminConfig config, String path, Object body) throws IOException {
        HttpURLConnection connection = connect(config, path);
        connection.setRequestMethod("POST");
        if (body != null) {
            connection.setRequestProperty("Content-Type", "application/json");
            connection.setDoOutput(true);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(new JsonMapper().writeValueAsBytes(body));
            }
        }
        return answer(connection);
    }

    Answer get(AdminConfig config, String path) throws IOException {
        return answer(connect(config, path));
    }

    /** A command of this program that shall talk to the same API. */
    ProcessBuilder passedOnTo(ProcessBuilder command) {
        if (api != null) {
            command.command().addAll(List.of("--api", api.toString()));
        }
        return command;
    }

    private HttpURLConnection connect(AdminConfig config, String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) base(config).resolve(path).toURL().openConnection();
        connection.setConnectTimeout(PATIENCE_MILLIS);
        connection.setReadTimeout(PATIENCE_MILLIS);
        config.token().ifPresent(token -> connection.setRequestProperty("Authorization", "Bearer " + token));
        return connection;
    }

    private URI base(AdminConfig config) throws IOException {
        if (api == null && (!config.enabled() || config.bind().port() == 0)) {
            throw new IOException(
                    "the config has no address of an API to ask (expected: admin.bind with a port, or --api)");
        }
        return Optional.ofNullable(api).orElseGet(() -> URI.create("http://" + reachable(config.bind())));
    }

    private static BindAddress reachable(BindAddress bind) {
        String host = bind.host().equals("0.0.0.0") ? "127.0.0.1" : bind.host().equals("::") ? "::1" : bind.host();
        return new BindAddress(host, bind.port());
    }

    private static Answer answer(HttpURLConnection connection) throws IOException {
        try {
            int status = connection.getResponseCode();
            InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream();
            String text = body == null ? "{}" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(status, new JsonMapper().readTree(text));
        } catch (ConnectException refused) {
            throw new IOException(
                    "no balancer answers at " + connection.getURL().getAuthority() + " (" + refused.getMessage() + ")",
                    refused);
        }
    }
}
