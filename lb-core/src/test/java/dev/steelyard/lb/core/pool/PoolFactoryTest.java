package dev.steelyard.lb.core.pool;

import static dev.steelyard.lb.core.pool.PoolFixture.backends;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.steelyard.lb.api.settings.Problem;
import dev.steelyard.lb.api.settings.SettingsException;
import dev.steelyard.lb.core.config.ConfigFile;
import dev.steelyard.lb.core.config.PoolConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolFactoryTest {
    private final PoolFixture fixture = new PoolFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @CsvSource({
        "algorithm, +affinity +fake check -fake check -affinity",
        "affinity, +algorithm +fake check -fake check -algorithm",
        "health.check, +algorithm +affinity -affinity -algorithm",
    })
    void ofAPoolThatCannotBeMadeNothingIsLeft(String broken, String life) {
        String text = "affinity = fake\n" + broken + " = { type = fake, broken = yes }\n" + backends(3);

        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> fixture.pool(text))
                .withMessage("test.conf:5: pools.web." + broken + ".broken: out of order");

        assertThat(String.join(" ", fixture.life)).isEqualTo(life);
        assertThat(fixture.timer.waiting()).isZero();
        assertThat(fixture.registry.getNames()).noneMatch(name -> name.contains("backend="));
    }

    @Test
    void ofAPairOfChecksTheFirstIsClosedIfTheSecondCannotBeMade() {
        fixture.checkTypes.remove("http");

        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> fixture.factory().create("web", withoutCheck()));

        assertThat(fixture.life).containsExactly("+algorithm", "+tcp check", "-tcp check", "-algorithm");
    }

    private static PoolConfig withoutCheck() {
        return ConfigFile.parse("test.conf", """
                        listeners.a.bind = "*:1"
                        pools.web { algorithm = fake, backends = ["10.0.0.1:80"] }
                        """).pools().get("web");
    }

    @Test
    void anUnknownTypeIsNamedWithThoseThatAreKnown() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> fixture.pool("affinity = fakr\n" + backends(1)))
                .withMessage("test.conf:4: pools.web.affinity.type: no session affinity 'fakr'; did you mean 'fake'?"
                        + " known: fake (built in)");
        assertThat(fixture.life).containsExactly("+algorithm", "+fake check", "-fake check", "-algorithm");
    }

    @Test
    void everythingThatItsExtensionsRefuseIsToldAtOnce() {
        String broken = "algorithm { type = fake, broken = yes }\naffinity = fakr\n"
                + "health.check { type = fake, broken = yes }\n";

        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> fixture.pool(broken + backends(1)))
                .satisfies(refused -> assertThat(refused.problems())
                        .extracting(Problem::path)
                        .containsExactly(
                                "pools.web.algorithm.broken",
                                "pools.web.affinity.type",
                                "pools.web.health.check.broken"));
        assertThat(fixture.life).isEmpty();
    }

    @Test
    void withoutACheckBackendsWithAPathOfTheirOwnAreAskedByHttpAndOthersByTcp() {
        Pool pool = fixture.factory().create("web", withoutCheck());
        pool.close();

        assertThat(fixture.life)
                .containsExactly("+algorithm", "+tcp check", "+http check", "-tcp check", "-http check", "-algorithm");
    }

    @Test
    void aPoolProbesNothingBeforeItIsStarted() {
        fixture.probe = backend -> {
            throw new AssertionError("probed " + backend.id());
        };
        Pool pool = fixture.factory().create("web", PoolFixture.config(backends(3)));
        fixture.settle();

        assertThat(pool.backends())
                .hasSize(3)
                .allMatch(backend -> backend.health().recentProbes().isEmpty());
        pool.close();
        assertThat(fixture.timer.waiting()).isZero();
    }

    @Test
    void extensionsAreClosedOnceInReverseOrder() {
        Pool pool = fixture.pool("affinity = fake\n" + backends(1));
        fixture.life.clear();

        pool.close();

        assertThat(fixture.life).containsExactly("-fake check", "-affinity", "-algorithm");
    }
}
