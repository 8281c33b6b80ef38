package dev.steelyard.lb.core.tls;

import dev.steelyard.lb.api.settings.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Blocks of one kind, with what their files say; blocks that are written the same are one. Immutable.
 *
 * @param made by block, each with the first place where it stands in the config
 */
record TlsBlocks<B, T extends Watched>(Map<B, Placed<T>> made, Loader<B, T> loader) {

    /** Something made, and where its block stands. */
    record Placed<T>(String path, T made) {}

    /** Reads the files of a block. */
    interface Loader<B, T> {
        /**
         * @param faults hears of every file that cannot be used, with the path of its key under the block
         * @return {@code null} if there was a fault
         */
        T load(B block, BiConsumer<String, TlsFault> faults);
    }

    static <B, T extends Watched> TlsBlocks<B, T> none(Loader<B, T> loader) {
        return new TlsBlocks<>(Map.of(), loader);
    }

    /**
     * These and those that are not there yet.
     *
     * @param wanted by where they stand
     * @param problems gets one for each file that cannot be used
     */
    TlsBlocks<B, T> with(Map<String, B> wanted, List<Problem> problems) {
        Map<B, Placed<T>> all = new LinkedHashMap<>(made);
        wanted.forEach((path, block) -> {
            if (!all.containsKey(block)) {
                T loaded = loader.load(
                        block, (key, fault) -> problems.add(new Problem("", path + "." + key, fault.getMessage())));
                if (loaded != null) {
                    all.put(block, new Placed<>(path, loaded));
                }
            }
        });
        return new TlsBlocks<>(all, loader);
    }

    /** Those of these that are used. */
    TlsBlocks<B, T> only(Set<Object> used) {
        Map<B, Placed<T>> left = new LinkedHashMap<>(made);
        left.keySet().retainAll(used);
        return new TlsBlocks<>(left, loader);
    }

    /** What was made of a block, or {@code null}. */
    T of(B block) {
        Placed<T> placed = made.get(block);
        return placed == null ? null : placed.made();
    }
}
