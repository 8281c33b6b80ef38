package dev.steelyard.lb.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.distribution.fixture.AdminApi;
import dev.steelyard.lb.distribution.fixture.Bundle;
import dev.steelyard.lb.distribution.fixture.Chat;
import dev.steelyard.lb.distribution.fixture.RunningLb;
import dev.steelyard.lb.distribution.fixture.Waiting;
import dev.steelyard.lb.distribution.fixture.WebSocketBackend;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** WebSocket, by a client and servers that are not ours. */
class WebSocketIT {
    @TempDir
    private Path folder;

    private WebSocketBackend one;
    private WebSocketBackend two;

    @BeforeEach
    void start() throws Exception {
        one = WebSocketBackend.start("one");
        two = WebSocketBackend.start("two");
    }

    @AfterEach
    void stop() {
        one.close();
        two.close();
    }

    private String config(String more) {
        return """
                listeners.web.bind = "127.0.0.1:0"
                admin.bind = "127.0.0.1:0"
                data.directory = "%s"
                pools.chat {
                  %s
                  backends = [
                    { id = one, host = "127.0.0.1", port = %d }
                    { id = two, host = "127.0.0.1", port = %d }
                  ]
                }
                """.formatted(folder, more, one.getPort(), two.getPort());
    }

    private RunningLb balancer(String more) throws Exception {
        return RunningLb.start(Bundle.shared(), config(more));
    }

    private static URI url(RunningLb balancer) {
        return balancer.url("web", "/chat?room=1");
    }

    @Test
    void messagesOfAllSizesGoBothWaysAndTheGoodbyeToo() throws Exception {
        byte[] large = new byte[3_000_000];
        new Random(7).nextBytes(large);
        try (RunningLb balancer = balancer("");
                Chat chat = Chat.at(url(balancer))) {
            for (int i = 0; i < 50; i++) {
                assertThat(chat.say("hello " + i)).endsWith(" heard hello " + i);
            }
            assertThat(chat.send(large)).isEqualTo(large);
            assertThat(chat.hangUp()).isEqualTo(1000);
            Waiting.until("the tunnel is gone", () -> metrics(balancer).contains("lb_tunnels_active 0"));
        }
    }

    private static String metrics(RunningLb balancer) {
        return balancer.api().send("GET", "/metrics", "").body();
    }

    @Test
    void leastConnectionsCountsThemAsLongAsTheyLive() throws Exception {
        try (RunningLb balancer = balancer("algorithm = least-connections")) {
            List<Chat> chats = new ArrayList<>();
            try {
                TreeMap<String, Integer> spread = new TreeMap<>();
                for (int i = 0; i < 10; i++) {
                    chats.add(Chat.at(url(balancer)));
                    spread.merge(chats.get(i).say("").split(" ")[0], 1, Integer::sum);
                }
                assertThat(spread).containsEntry("one", 5).containsEntry("two", 5);
                assertThat(metrics(balancer)).contains("lb_tunnels_active 10");
            } finally {
                chats.forEach(Chat::close);
            }
        }
    }

    @Test
    void itLivesOnOverAReloadThatChangesOtherThings() throws Exception {
        Path file = Files.writeString(folder.resolve("lb.conf"), config(""));
        try (RunningLb balancer = RunningLb.start(Bundle.shared().command(List.of("run", "-c", file.toString())));
                Chat chat = Chat.at(url(balancer))) {
            assertThat(chat.say("a")).endsWith("heard a");
            Files.writeString(
                    file,
                    config("algorithm = random")
                            + "pools.other.backends = [ \"127.0.0.1:9\" ]\nroutes = [ { match.path = /x, pool = other }, { pool = chat } ]\n");
            assertThat(balancer.api().send("POST", "/api/v1/config/reload", "").statusCode())
                    .isEqualTo(200);

            assertThat(chat.say("b")).endsWith("heard b");
        }
    }

    @Test
    void aBackendThatDrainsKeepsItsOwnUntilTheTimeIsOver() throws Exception {
        try (RunningLb balancer = balancer("");
                Chat chat = Chat.at(url(balancer))) {
            String backend = chat.say("").split(" ")[0];
            AdminApi api = balancer.api();
            api.send("PUT", "/api/v1/backend/" + backend + "/state", "{\"state\":\"draining\"}");
            assertThat(chat.say("still")).isEqualTo(backend + " heard still");
            try (Chat other = Chat.at(url(balancer))) {
                assertThat(other.say("")).doesNotStartWith(backend);
            }

            api.send("DELETE", "/api/v1/backend/" + backend + "?drain=300ms", "");
            chat.awaitClosed();
        }
    }
}
