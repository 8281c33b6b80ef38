package dev.steelyard.lb.api.settings;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.invoke.MethodHandles;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Mistakes of a record's author must not read as mistakes of the user's config. */
class WrongRecordTest {

    private record Unreadable(URI target) {}

    private record UnreadableSet(Set<String> hosts) {}

    private record Nothing() {}

    private record Address(String text) {
        static Address of(String text) {
            return new Address(text);
        }
    }

    private record Pool(List<Address> backends) {}

    @Test
    void aRecordThatCannotBeReadIsRefused() {
        assertThatThrownBy(() -> Settings.of(Map.of("target", "nowhere")).as(Unreadable.class, MethodHandles.lookup()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("class java.net.URI cannot be read from a config (see the list at Settings)");
        assertThatThrownBy(() ->
                        Settings.of(Map.of("hosts", List.of("a"))).as(UnreadableSet.class, MethodHandles.lookup()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("java.util.Set<java.lang.String> cannot be read from a config (see the list at Settings)");
    }

    @Test
    void aLookupThatCannotReachTheRecordIsRefused() {
        assertThatThrownBy(() -> Settings.of(Map.of()).as(Nothing.class, MethodHandles.publicLookup()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(Nothing.class.getName()
                        + ": the lookup cannot reach its constructor (pass MethodHandles.lookup() of its own class)");
        assertThatThrownBy(() ->
                        Settings.of(Map.of("backends", List.of("a:1"))).as(Pool.class, MethodHandles.publicLookup()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(Address.class.getName() + ".of: the lookup cannot reach it");
    }
}
