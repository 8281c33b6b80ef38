package dev.steelyard.lb.healthchecks.deep;

import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.api.health.ProbeResult.Verdict;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The member of a report by which a backend tells what part of its weight it wants: a number {@code 0..1} or a text {@code
 * "0%"} to {@code "100%"}. What is neither counts as not said: a slip in a report must not take load away.
 *
 * @param member its name at the top of the report; empty if reports are not asked for it
 */
record WeightWish(Optional<String> member) {
    /** Who wants nothing at all should say that it is down: of a backend that is up a little must be left. */
    private static final double LEAST = 0.01;

    private static final Pattern NUMBER = Pattern.compile("([0-9]{0,3}(?:\\.[0-9]{1,9})?)(%?)");

    /** The result, less what the backend does not want; one that is degraded gets the lesser of both. */
    ProbeResult applyTo(ProbeResult result, Object report) {
        double wanted = wanted(report);
        if (result.verdict() == Verdict.DOWN || wanted >= result.capacity()) {
            return result;
        }
        return new ProbeResult(result.verdict(), Math.max(LEAST, wanted), result.statusCode(), result.detail());
    }

    private double wanted(Object report) {
        if (member.isEmpty() || !(report instanceof Map<?, ?> block)) {
            return 1;
        }
        Object value = block.get(member.get());
        if (value instanceof Json.Number number) {
            return part(number.written());
        }
        return value instanceof String text ? part(text.strip()) : 1;
    }

    private static double part(String text) {
        Matcher number = NUMBER.matcher(text);
        if (!number.matches() || number.group(1).isEmpty()) {
            return 1;
        }
        double part = Double.parseDouble(number.group(1)) / (number.group(2).isEmpty() ? 1 : 100);
        return part <= 1 ? part : 1;
    }
}
