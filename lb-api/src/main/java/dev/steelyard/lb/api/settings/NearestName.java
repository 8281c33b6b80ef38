package dev.steelyard.lb.api.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what someone probably meant by a name that is not known. */
public final class NearestName {
    private NearestName() {}

    /**
     * The known name nearest to a wrong one: the same but for case and punctuation, or one begins the other, or few
     * letters differ (one in three, and never all).
     *
     * @return empty if none is near enough to be helpful
     */
    public static Optional<String> of(String wrong, Collection<String> known) {
        return known.stream()
                .filter(name -> distance(letters(wrong), letters(name)) <= allowed(letters(wrong)))
                .min(Comparator.comparingInt((String name) -> distance(letters(wrong), letters(name)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** The sentence for a message: {@code "; did you mean 'choices'?"}, or empty if nothing is near. */
    public static String hint(String wrong, Collection<String> known) {
        return of(wrong, known).map(name -> "; did you mean '" + name + "'?").orElse("");
    }

    private static int allowed(String letters) {
        return Math.min(letters.length() - 1, Math.max(1, letters.length() / 3));
    }

    private static String letters(String name) {
        StringBuilder letters = new StringBuilder(name.length());
        name.chars()
                .filter(Character::isLetterOrDigit)
                .map(Character::toLowerCase)
                .forEach(c -> letters.append((char) c));
        return letters.toString();
    }

    /** Edit distance (Levenshtein 1966, with swaps of neighbours); 1 where one of at least three letters begins the other. */
    private static int distance(String a, String b) {
        if (Math.min(a.length(), b.length()) >= 3 && !a.equals(b) && (a.startsWith(b) || b.startsWith(a))) {
            return 1;
        }
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : step(cost, a, b, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int step(int[][] cost, String a, String b, int i, int j) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int least = Math.min(cost[i - 1][j - 1] + change, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
    }
}
