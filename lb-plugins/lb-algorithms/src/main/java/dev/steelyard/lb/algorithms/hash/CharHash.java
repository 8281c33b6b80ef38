package dev.steelyard.lb.algorithms.hash;

/** 64-bit hashes of text, the same on every node and after every restart. Pure functions. */
public final class CharHash {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private CharHash() {}

    /** The hash of a whole text. */
    public static long of(String text) {
        return of(text, 0, text.length());
    }

    /**
     * The hash of a part of a text, read in place. FNV-1a over the characters, then mixed: {@code srv1} and {@code srv2}
     * must not land near each other.
     */
    public static long of(String text, int from, int to) {
        long hash = FNV_OFFSET;
        for (int i = from; i < to; i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return mix(hash);
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014): every bit of the result depends on every bit given. */
    public static long mix(long bits) {
        long mixed = (bits ^ bits >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }
}
