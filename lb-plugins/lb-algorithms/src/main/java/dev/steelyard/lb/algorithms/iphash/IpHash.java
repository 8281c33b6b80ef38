package dev.steelyard.lb.algorithms.iphash;

import dev.steelyard.lb.algorithms.hash.MaglevTable;
import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.Picker;
import dev.steelyard.lb.api.backend.BackendSet;

/** Picks by the hash of the client's address, through a {@link MaglevTable}. */
final class IpHash implements Algorithm {
    private final int tableSize;

    IpHash(int tableSize) {
        this.tableSize = tableSize;
    }

    @Override
    public Picker newPicker(BackendSet backends, Picker previous) {
        MaglevTable table = MaglevTable.of(backends, tableSize);
        return request -> table.get(request.clientAddressHash());
    }
}
