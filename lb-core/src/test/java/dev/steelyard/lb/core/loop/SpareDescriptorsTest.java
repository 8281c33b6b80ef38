package dev.steelyard.lb.core.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The reserve of descriptors, in a process that has only so many. */
class SpareDescriptorsTest {
    private static final int TURNS = 2000;

    private final AtomicInteger free = new AtomicInteger(SpareDescriptors.COUNT);
    private final SpareDescriptors spares = new SpareDescriptors(this::open);

    private Closeable open() throws IOException {
        if (free.decrementAndGet() < 0) {
            free.incrementAndGet();
            throw new IOException("Too many open files");
        }
        return free::incrementAndGet;
    }

    @Test
    void allAreKeptAndAllAreLetGo() {
        assertThat(spares.keep()).isTrue();
        assertThat(free).hasValue(0);
        assertThat(spares.keep()).isTrue();

        spares.letGo();
        spares.letGo();

        assertThat(free).hasValue(SpareDescriptors.COUNT);
    }

    @Test
    void whereSomeAreMissingNoneIsKept() {
        free.decrementAndGet();

        assertThat(spares.keep()).isFalse();

        assertThat(free).hasValue(SpareDescriptors.COUNT - 1);
        assertThatThrownBy(spares::check).hasMessage("fewer than 64 file descriptors are left");
        free.incrementAndGet();
        assertThat(spares.keep()).isTrue();
        assertThatCode(spares::check).doesNotThrowAnyException();
    }

    @Test
    void loopsThatKeepAndLetGoAtOnceLoseNone() throws Exception {
        CyclicBarrier together = new CyclicBarrier(3);
        CompletableFuture<?>[] loops = new CompletableFuture<?>[3];
        for (int i = 0; i < loops.length; i++) {
            loops[i] = CompletableFuture.runAsync(() -> keepAndLetGo(together), task -> new Thread(task).start());
        }
        CompletableFuture.allOf(loops).get(30, TimeUnit.SECONDS);

        spares.letGo();
        assertThat(free).hasValue(SpareDescriptors.COUNT);
    }

    private void keepAndLetGo(CyclicBarrier together) {
        try {
            together.await(10, TimeUnit.SECONDS);
        } catch (Exception alone) {
            throw new IllegalStateException(alone);
        }
        for (int i = 0; i < TURNS; i++) {
            spares.keep();
            spares.letGo();
        }
    }
}
