package dev.steelyard.lb.algorithms.rotation;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/** A place in a schedule that any number of threads move forward at once, without a lock. */
public final class Turns {
    private final Schedule schedule;
    private final AtomicInteger next;

    private Turns(Schedule schedule, int first) {
        this.schedule = schedule;
        this.next = new AtomicInteger(first);
    }

    /**
     * Goes on in a new schedule at the same part of the cycle, so that sets that change often do not always begin with the
     * first backend. A turn is due at a fixed part of the cycle, so backends that stay keep about their next turn.
     *
     * @param previous {@code null} to begin at the start
     */
    public static Turns from(Turns previous, Schedule schedule) {
        return new Turns(schedule, previous == null ? 0 : (int) Math.round(previous.part() * schedule.length()));
    }

    /** Whose turn it is. The counter is unsigned and wraps: one cycle in 4 billion picks is cut short. */
    public int next() {
        return schedule.at(next.getAndIncrement());
    }

    /** Whose turn comes next, if nobody takes it before. */
    public int peek() {
        return schedule.at(next.get());
    }

    /** In how many turns each has the next one of its own, 0 for whose turn it is; by place. */
    public int[] waits(int places) {
        int[] waits = new int[places];
        Arrays.fill(waits, -1);
        int first = next.get();
        int left = places;
        for (int turn = 0; left > 0 && turn < schedule.length(); turn++) {
            int place = schedule.at(first + turn);
            if (waits[place] < 0) {
                waits[place] = turn;
                left--;
            }
        }
        return waits;
    }

    private double part() {
        return (double) Integer.remainderUnsigned(next.get(), schedule.length()) / schedule.length();
    }
}
