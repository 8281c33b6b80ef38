package dev.steelyard.lb.core.metrics;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import java.util.Arrays;

/** Counts answers by the class of their status code, label {@code code}. Any thread; no lock and no allocation. */
public final class CodeCounters {
    private static final String[] CODES = {"none", "1xx", "2xx", "3xx", "4xx", "5xx"};

    private final Counter[] byCode = new Counter[CODES.length];

    /**
     * @param labels name, value, name, value, … beside the class
     */
    public CodeCounters(MetricRegistry registry, String name, String... labels) {
        String[] withCode = Arrays.copyOf(labels, labels.length + 2);
        withCode[labels.length] = "code";
        for (int i = 0; i < CODES.length; i++) {
            withCode[labels.length + 1] = CODES[i];
            byCode[i] = registry.counter(MetricNames.key(name, withCode));
        }
    }

    /**
     * Counts an answer.
     *
     * @param status 0 for none; one that is of no class (RFC 9110 section 15) counts as a 5xx, as clients take it
     */
    public void count(int status) {
        int code = status / 100;
        byCode[code < CODES.length ? code : CODES.length - 1].inc();
    }

    /** All that were counted. */
    public long sum() {
        long sum = 0;
        for (Counter counter : byCode) {
            sum += counter.getCount();
        }
        return sum;
    }
}
