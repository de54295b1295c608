package dev.perennial.analytics;

import java.time.LocalDate;
import java.util.List;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How MRR moved. Amounts are minor units of {@code currency}; movements have a sign, so that they add up. */
@Schema(name = "MrrReport")
public record MrrReport(
        String currency,
        LocalDate from,
        LocalDate to,
        UsageInMrr usage,
        long openingMrr,

        @Schema(description = "At the end of the range") long mrr,

        @Schema(description = "What usage adds to mrr, if it is averaged")
        long usageMrr,

        @Schema(description = "Twelve times mrr") long arr,

        @Schema(description = "Accounts that pay") long customers,

        @Nullable @Schema(description = "mrr by customer") Long arpa,

        List<Piece> data) {

    /** A piece of the range: opening, movements and closing. */
    @Schema(name = "MrrPiece")
    public record Piece(
            LocalDate start,
            LocalDate end,
            long openingMrr,
            long newMrr,
            long expansionMrr,
            long contractionMrr,
            long churnedMrr,
            long reactivatedMrr,
            long closingMrr,
            long newCustomers,
            long reactivatedCustomers,
            long churnedCustomers,
            long customers) {

        /** What was lost of the opening MRR, positive. */
        long lostMrr() {
            return -(contractionMrr + churnedMrr);
        }

        /** What was won, whether from old or new customers. */
        long wonMrr() {
            return newMrr + expansionMrr + reactivatedMrr;
        }

        /** The same piece of two currencies as one, both converted. */
        Piece plus(Piece other) {
            return new Piece(
                    start,
                    end,
                    openingMrr + other.openingMrr,
                    newMrr + other.newMrr,
                    expansionMrr + other.expansionMrr,
                    contractionMrr + other.contractionMrr,
                    churnedMrr + other.churnedMrr,
                    reactivatedMrr + other.reactivatedMrr,
                    closingMrr + other.closingMrr,
                    newCustomers + other.newCustomers,
                    reactivatedCustomers + other.reactivatedCustomers,
                    churnedCustomers + other.churnedCustomers,
                    customers + other.customers);
        }

        /** The same movements after another opening. */
        Piece openedWith(long mrr) {
            return new Piece(
                    start,
                    end,
                    mrr,
                    newMrr,
                    expansionMrr,
                    contractionMrr,
                    churnedMrr,
                    reactivatedMrr,
                    mrr + newMrr + expansionMrr + contractionMrr + churnedMrr + reactivatedMrr,
                    newCustomers,
                    reactivatedCustomers,
                    churnedCustomers,
                    customers);
        }

        /** Those who paid when it began. */
        long customersBefore() {
            return customers - newCustomers - reactivatedCustomers + churnedCustomers;
        }
    }
}
