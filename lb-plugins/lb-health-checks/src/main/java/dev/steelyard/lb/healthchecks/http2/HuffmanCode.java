package dev.steelyard.lb.healthchecks.http2;

import java.net.ProtocolException;

/**
 * The code of texts in fields (RFC 7541 appendix B).
 *
 * <p>It is canonical: codes of one length follow each other in the order of their bytes, and those of the next length begin
 * where they end. So the lengths tell all of it, and a text is read by counting.
 */
final class HuffmanCode {
    private static final int SHORTEST = 5;
    private static final int LONGEST = 30;

    /** The length of each byte's code, and of the end's: a letter for 5 bits, b for 6, and so on to z for 30. */
    private static final String LENGTHS = "isxxxxxxxtzxxzxxxxxxxxzxxxxxxxxxbffhibdgffdgdbbbaaabbbbbbbcdkbhfi"
            + "bccccccccccccccccccccccdcdioijbkabababbbaccbbbabcbaabccccckgjixprpprrrsrssssststtrstssss"
            + "qrsrsstrqprrssqsrrtqrssqqrqsrssprrrsrrsvvporsruvvvwwvtuoqvwwvwtqqvvxwwwptpqrqqsrruuttvsvwvvwwwwwxwwwwwvz";

    private static final int END = LENGTHS.length() - 1;
    private static final int[] COUNTS = new int[LONGEST + 1];
    private static final int[] SYMBOLS = new int[LENGTHS.length()]; // in the order of their codes

    static {
        int place = 0;
        for (int length = SHORTEST; length <= LONGEST; length++) {
            for (int symbol = 0; symbol <= END; symbol++) {
                if (LENGTHS.charAt(symbol) - 'a' + SHORTEST == length) {
                    SYMBOLS[place++] = symbol;
                    COUNTS[length]++;
                }
            }
        }
    }

    private HuffmanCode() {}

    /** The text; what is left of its last byte must be the beginning of the end's code, all ones. */
    static String decode(byte[] bytes) throws ProtocolException {
        StringBuilder text = new StringBuilder(bytes.length * 2);
        int bit = 0;
        int bits = bytes.length * 8;
        while (bit < bits) {
            int code = 0;
            int first = 0; // the first code of this length
            int place = 0; // of its symbol
            int length = 0;
            while (code - first >= COUNTS[length]) {
                if (bit == bits) {
                    requirePadding(code, length);
                    return text.toString();
                }
                first = first + COUNTS[length] << 1;
                place += COUNTS[length++];
                code = code << 1 | bytes[bit >> 3] >> 7 - (bit & 7) & 1;
                bit++;
            }
            text.append(symbol(SYMBOLS[place + code - first]));
        }
        return text.toString();
    }

    private static char symbol(int symbol) throws ProtocolException {
        if (symbol == END) {
            throw new ProtocolException("the end of a text within it");
        }
        return (char) symbol;
    }

    private static void requirePadding(int code, int length) throws ProtocolException {
        if (length > 7 || code != (1 << length) - 1) {
            throw new ProtocolException("a text that ends within a letter");
        }
    }
}
