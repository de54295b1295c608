package dev.perennial.analytics;

import java.time.LocalDate;
import java.util.List;

import io.swagger.v3.oas.annotations.media.Schema;

/** What invoices ask for as of today, by how long it is due. Amounts are minor units. */
@Schema(name = "AgingReport")
public record AgingReport(String currency, LocalDate on, long receivables, long overdue, List<Bucket> data) {

    /** Invoices that are due for so many days. */
    @Schema(name = "AgingBucket")
    public record Bucket(@Schema(example = "1-30") String bucket, long amount, long invoices) {}
}
