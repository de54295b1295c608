package dev.perennial.tax;

import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Port: somebody who knows what tax is due where, and is told of what was billed. Every call takes as long as the
 * network does, so no transaction may be open.
 */
public interface TaxProvider {

    /** Whether it may be asked about tenants of this mode. */
    boolean serves(boolean testMode);

    /** What tax is due. Asking again does no harm. */
    TaxAnswer calculate(TaxQuestion question);

    /**
     * Tells that an invoice was made by what {@link #calculate} answered. Repeated with the same key it changes
     * nothing.
     */
    Filed record(String key, String calculationId, UUID invoiceId);

    /**
     * Tells that part of a recorded invoice was given back, once for each filing. Repeated with the same key it changes
     * nothing.
     *
     * @param recorded what {@link #record} gave for the invoice
     */
    Filed reverse(
            String key, UUID filingId, String transactionId, Map<String, String> recorded, Iterable<Reversed> lines);

    /**
     * What is given back of a line, in positive minor units.
     *
     * @param reference of the line, as it was asked for
     */
    record Reversed(String reference, String currency, long amount, long tax) {}

    /** What became of a filing. */
    sealed interface Filed {
        /** @param items the provider's ids of the lines, by our reference */
        record Done(String transactionId, Map<String, String> items) implements Filed {}

        /** @param forGood whether trying again is of no use */
        record NotDone(@Nullable String code, String reason, boolean forGood) implements Filed {}
    }
}
