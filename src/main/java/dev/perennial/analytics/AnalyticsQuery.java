package dev.perennial.analytics;

import java.time.LocalDate;

import jakarta.validation.constraints.Pattern;

import io.swagger.v3.oas.annotations.Parameter;
import org.jspecify.annotations.Nullable;

import dev.perennial.analytics.domain.Interval;

/** What a report is to be about, as far as the caller says. */
public record AnalyticsQuery(
        @Parameter(
                description = "First day, in UTC; by default the first of the month eleven months before the last day",
                example = "2026-01-01")
        @Nullable LocalDate from,

        @Parameter(description = "First day that does not belong to it; by default tomorrow", example = "2027-01-01")
        @Nullable LocalDate to,

        @Parameter(description = "The tenant's default currency if absent", example = "USD")
        @Pattern(regexp = "[A-Z]{3}", message = "must be an ISO 4217 code such as USD") @Nullable String currency,

        @Parameter(description = "How long its pieces are; MONTH if absent") @Nullable Interval interval) {}
