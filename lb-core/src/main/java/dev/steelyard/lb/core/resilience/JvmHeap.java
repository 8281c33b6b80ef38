package dev.steelyard.lb.core.resilience;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;

/**
 * The heap of this process.
 *
 * <p>Of each part the use after its last collection counts: what is in use between collections is mostly garbage. One thread;
 * loads its classes when it is first asked, as they take time that a start should not.
 */
public final class JvmHeap implements HeapUse {
    private List<MemoryPoolMXBean> parts; // null until asked

    @Override
    public double afterLastCollection() {
        if (parts == null) {
            parts = ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(part -> part.getType() == MemoryType.HEAP)
                    .filter(part -> part.getCollectionUsage() != null)
                    .toList();
        }
        long used = 0;
        for (MemoryPoolMXBean part : parts) {
            MemoryUsage usage = part.getCollectionUsage();
            used += usage == null ? 0 : usage.getUsed();
        }
        return Math.min(1, (double) used / Runtime.getRuntime().maxMemory());
    }

    @Override
    public long collections() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }

    @Override
    public void collect() {
        System.gc();
    }
}
