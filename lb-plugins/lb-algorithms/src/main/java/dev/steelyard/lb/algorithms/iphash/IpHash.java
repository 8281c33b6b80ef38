package dev.steelyard.lb.algorithms.iphash;

import dev.steelyard.lb.algorithms.hash.MaglevTable;
import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.Explanation;
import dev.steelyard.lb.api.algorithm.Picker;
import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.backend.BackendSet;
import dev.steelyard.lb.api.request.RequestView;
import java.util.Map;

/** Picks by the hash of the client's address, through a {@link MaglevTable}. */
final class IpHash implements Algorithm {
    private final int tableSize;

    IpHash(int tableSize) {
        this.tableSize = tableSize;
    }

    @Override
    public Picker newPicker(BackendSet backends, Picker previous) {
        return new TablePicker(MaglevTable.of(backends, tableSize));
    }

    private record TablePicker(MaglevTable table) implements Picker {
        @Override
        public Backend pick(RequestView request) {
            return table.get(request.clientAddressHash());
        }

        @Override
        public Explanation explain(RequestView request) {
            String reason = "hash %016x of client-address".formatted(request.clientAddressHash());
            return Explanation.choosing(pick(request), reason, Map.of());
        }
    }
}
