package dev.steelyard.lb.api.settings;

import java.math.BigInteger;

/** Multiplies numbers as people write them with their units; without BigDecimal, whose class takes 100 ms to load on Java 22+. */
final class Amounts {
    private Amounts() {}

    /**
     * A number times a unit, rounded down.
     *
     * @param number digits, perhaps with a point and more digits
     * @return at most {@link Long#MAX_VALUE}, which stands for all that is larger
     */
    static long times(String number, long unit) {
        int point = number.indexOf('.');
        int decimals = point < 0 ? 0 : number.length() - point - 1;
        BigInteger digits = new BigInteger(number.replace(".", ""));
        BigInteger product = digits.multiply(BigInteger.valueOf(unit)).divide(BigInteger.TEN.pow(decimals));
        return product.min(BigInteger.valueOf(Long.MAX_VALUE)).longValue();
    }
}
