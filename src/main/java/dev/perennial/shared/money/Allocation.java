package dev.perennial.shared.money;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Splits an amount so that the parts add up to it, to the last cent. */
public final class Allocation {

    private Allocation() {}

    /**
     * Splits {@code total} in proportion to {@code weights} by the largest remainder; among equal remainders the
     * earlier part gets the odd unit, so the result is deterministic. All weights zero: the first part takes
     * everything.
     *
     * @param total minor units, may be negative
     * @param weights not negative, at least one
     */
    public static long[] largestRemainder(long total, long... weights) {
        if (weights.length == 0 || Arrays.stream(weights).anyMatch(weight -> weight < 0)) {
            throw new IllegalArgumentException("Weights must be given and not negative: " + Arrays.toString(weights));
        }
        var weightSum = Arrays.stream(weights).mapToObj(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
        var parts = new long[weights.length];
        if (weightSum.signum() == 0) {
            parts[0] = total;
            return parts;
        }
        var magnitude = BigInteger.valueOf(total).abs();
        var remainders = new BigInteger[weights.length];
        long left = magnitude.longValueExact();
        for (int i = 0; i < weights.length; i++) {
            var share = magnitude.multiply(BigInteger.valueOf(weights[i])).divideAndRemainder(weightSum);
            parts[i] = share[0].longValueExact();
            remainders[i] = share[1];
            left -= parts[i];
        }
        var byRemainder = IntStream.range(0, weights.length)
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> remainders[i]).reversed())
                .toList();
        for (int i = 0; i < left; i++) {
            parts[byRemainder.get(i)]++;
        }
        return total < 0 ? Arrays.stream(parts).map(Math::negateExact).toArray() : parts;
    }

    /**
     * Rounds exact parts so that they add up to their rounded sum: each goes down or up to a whole unit, those with the
     * largest remainders up. Among equal remainders the earlier part goes up, so the result is deterministic.
     */
    public static long[] rounded(List<Ratio> exact) {
        var sum = exact.stream().reduce(Ratio.ZERO, Ratio::plus).rounded();
        var parts = exact.stream().mapToLong(Ratio::floor).toArray();
        long left = sum - Arrays.stream(parts).reduce(0, Math::addExact);
        var byRemainder = IntStream.range(0, parts.length)
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> exact.get(i).aboveFloor(), Ratio::compareExactly)
                        .reversed())
                .toList();
        for (int i = 0; i < left; i++) {
            parts[byRemainder.get(i)]++;
        }
        return parts;
    }
}
