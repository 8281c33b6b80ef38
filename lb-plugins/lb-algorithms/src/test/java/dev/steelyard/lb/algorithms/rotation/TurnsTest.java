package dev.steelyard.lb.algorithms.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.algorithms.Race;
import dev.steelyard.lb.api.algorithm.Picker;
import dev.steelyard.lb.testkit.FakeBackends;
import dev.steelyard.lb.testkit.FakeRequest;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class TurnsTest {

    @Test
    void eightThreadsTogetherTakeEachTurnOnce() {
        Turns turns = Turns.from(null, Schedule.of(new double[] {5, 1, 1}));
        AtomicIntegerArray taken = new AtomicIntegerArray(3);
        Race.onEightThreads(thread -> {
            for (int i = 0; i < 7_000; i++) {
                taken.incrementAndGet(turns.next());
            }
        });
        assertThat(new int[] {taken.get(0), taken.get(1), taken.get(2)}).containsExactly(40_000, 8_000, 8_000);
    }

    @Test
    void aNewScheduleGoesOnWhereTheOldOneWas() {
        Schedule ten = Schedule.of(new double[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1});
        Turns turns = Turns.from(null, ten);
        for (int i = 0; i < 24; i++) {
            turns.next();
        }
        assertThat(Turns.from(turns, ten).next()).isEqualTo(4);
    }

    @Test
    void aSetThatChangesWithEveryPickStillTurnsThroughAllBackends() {
        Rotation rotation = new Rotation(Share.CAPACITY);
        FakeBackends ten = FakeBackends.equal(10);
        FakeBackends nine = ten.without(9);
        int[] picks = new int[10];
        Picker picker = null;
        for (int i = 0; i < 200; i++) {
            picker = rotation.newPicker(i % 2 == 0 ? ten : nine, picker);
            picks[ten.indexOf(picker.pick(FakeRequest.get()))]++;
        }
        for (int place = 0; place < 9; place++) {
            assertThat(picks[place]).as("picks of backend %s", place).isBetween(10, 40);
        }
    }
}
