package dev.steelyard.lb.core.plugin;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version of lb-api by its three numbers; qualifiers such as {@code -SNAPSHOT} say nothing about compatibility. */
record ApiVersion(int major, int minor, int patch) implements Comparable<ApiVersion> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})(?:\\.(\\d{1,6}))?(?:[-+.].+)?");
    private static final Comparator<ApiVersion> ORDER = Comparator.comparingInt(ApiVersion::major)
            .thenComparingInt(ApiVersion::minor)
            .thenComparingInt(ApiVersion::patch);

    /**
     * @throws IllegalArgumentException if it is not of the form {@code 1.4} or {@code 1.4.2}
     */
    static ApiVersion parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a version (expected: such as 1.4 or 1.4.2)");
        }
        String patch = form.group(3);
        return new ApiVersion(
                Integer.parseInt(form.group(1)),
                Integer.parseInt(form.group(2)),
                patch == null ? 0 : Integer.parseInt(patch));
    }

    /** Whether what was built against the other version works with this one: same major and not newer. */
    boolean serves(ApiVersion other) {
        return major == other.major && compareTo(other) >= 0;
    }

    @Override
    public int compareTo(ApiVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
