package dev.steelyard.lb.core.resilience;

/** What is known of the heap of a Java virtual machine. */
public interface HeapUse {
    /** The part of the heap that was in use after the last collection, 0..1. */
    double afterLastCollection();

    /** Collections since the start. */
    long collections();

    /** Asks for a collection. */
    void collect();
}
