package dev.steelyard.lb.core.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class EventLoopTest {
    private LoopGroup group;
    private EventLoop loop;

    @BeforeEach
    void start() throws Exception {
        group = new LoopGroup("test-loop", 1);
        loop = group.loops().get(0);
    }

    @AfterEach
    void stop() {
        group.close();
    }

    private <T> T onLoop(java.util.concurrent.Callable<T> work) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                result.complete(work.call());
            } catch (Exception failure) {
                result.completeExceptionally(failure);
            }
        });
        return result.get(10, TimeUnit.SECONDS);
    }

    @Test
    void aTaskRunsOnTheLoopAndKnowsIt() throws Exception {
        assertThat(EventLoop.current()).isNull();
        assertThat(onLoop(EventLoop::current)).isSameAs(loop);
        assertThat(onLoop(loop::inLoop)).isTrue();
        assertThat(loop.inLoop()).isFalse();
    }

    @Test
    void aTaskOfTheLoopItselfRunsAfterWhatIsRunning() throws Exception {
        CompletableFuture<List<String>> seen = new CompletableFuture<>();
        List<String> order = new ArrayList<>();
        loop.execute(() -> {
            loop.execute(() -> {
                order.add("second");
                seen.complete(order);
            });
            order.add("first");
        });
        assertThat(seen.get(5, TimeUnit.SECONDS)).containsExactly("first", "second");
    }

    @Test
    void aFailingTaskDoesNotEndTheLoop() throws Exception {
        loop.execute(() -> {
            throw new IllegalStateException("meant to fail");
        });
        assertThat(onLoop(() -> "alive")).isEqualTo("alive");
    }

    @Test
    void noTaskOfManyThreadsIsLostAndEachThreadsOrderIsKept() throws Exception {
        int threads = 8;
        int tasks = 20_000;
        int[] next = new int[threads]; // touched on the loop only
        boolean[] outOfOrder = new boolean[1];
        CyclicBarrier barrier = new CyclicBarrier(threads);
        CountDownLatch all = new CountDownLatch(threads * tasks);
        for (int t = 0; t < threads; t++) {
            int thread = t;
            new Thread(() -> {
                        await(barrier);
                        for (int i = 0; i < tasks; i++) {
                            int number = i;
                            loop.execute(() -> {
                                outOfOrder[0] |= next[thread]++ != number;
                                all.countDown();
                            });
                        }
                    })
                    .start();
        }
        assertThat(all.await(15, TimeUnit.SECONDS)).isTrue();
        assertThat(onLoop(() -> outOfOrder[0])).isFalse();
    }

    @Test
    void aScheduledTaskRunsOnTheLoopAndACancelledOneDoesNot() throws Exception {
        CompletableFuture<EventLoop> ran = new CompletableFuture<>();
        CompletableFuture<Void> cancelledRan = new CompletableFuture<>();
        var cancelled = loop.scheduler().schedule(() -> cancelledRan.complete(null), 60, TimeUnit.MILLISECONDS);
        cancelled.cancel();
        loop.scheduler().schedule(() -> ran.complete(EventLoop.current()), 200, TimeUnit.MILLISECONDS);
        assertThat(ran.get(5, TimeUnit.SECONDS)).isSameAs(loop);
        assertThat(cancelledRan).isNotDone();
        assertThat(onLoop(() -> loop.wheel().size())).isZero();
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(10, TimeUnit.SECONDS);
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }
}
