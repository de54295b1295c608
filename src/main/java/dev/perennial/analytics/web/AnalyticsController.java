package dev.perennial.analytics.web;

import java.time.LocalDate;

import jakarta.validation.Valid;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import dev.perennial.analytics.AgingReport;
import dev.perennial.analytics.AnalyticsQuery;
import dev.perennial.analytics.ChurnReport;
import dev.perennial.analytics.CohortReport;
import dev.perennial.analytics.CohortReports;
import dev.perennial.analytics.ConvertedMrr;
import dev.perennial.analytics.ConvertedMrrReport;
import dev.perennial.analytics.LtvReport;
import dev.perennial.analytics.MoneyReports;
import dev.perennial.analytics.MrrReport;
import dev.perennial.analytics.MrrVerification;
import dev.perennial.analytics.MrrVerifier;
import dev.perennial.analytics.OverviewReport;
import dev.perennial.analytics.PlanMixReport;
import dev.perennial.analytics.RevenueReport;
import dev.perennial.analytics.SubscriptionReports;
import dev.perennial.analytics.UsageInMrr;
import dev.perennial.analytics.UsageReport;

/** Reports over HTTP. */
@RestController
@RequestMapping("/v1/analytics")
@Tag(name = "Analytics")
class AnalyticsController {
    private final SubscriptionReports subscriptions;
    private final ConvertedMrr converted;
    private final CohortReports cohorts;
    private final MoneyReports money;
    private final MrrVerifier verifier;

    AnalyticsController(
            SubscriptionReports subscriptions,
            ConvertedMrr converted,
            CohortReports cohorts,
            MoneyReports money,
            MrrVerifier verifier) {
        this.subscriptions = subscriptions;
        this.converted = converted;
        this.cohorts = cohorts;
        this.money = money;
        this.verifier = verifier;
    }

    @GetMapping("/overview")
    @Operation(operationId = "getAnalyticsOverview", summary = "The figures of the morning, all at once")
    OverviewReport overview(@Valid @ParameterObject AnalyticsQuery query) {
        return money.overview(query);
    }

    @GetMapping("/mrr")
    @Operation(
            operationId = "getMrr",
            summary = "MRR and how it moved",
            description =
                    "What recurring charges bring in a month, discounts taken off, without tax. Movements have a sign:"
                            + " opening and movements add up to closing.")
    MrrReport mrr(
            @Valid @ParameterObject AnalyticsQuery query,
            @Parameter(description = "Whether mrr holds usage; EXCLUDED if absent")
                    @RequestParam(required = false)
                    @Nullable UsageInMrr usage) {
        return subscriptions.mrr(query, usage == null ? UsageInMrr.EXCLUDED : usage);
    }

    @GetMapping("/mrr/converted")
    @Operation(
            operationId = "getConvertedMrr",
            summary = "MRR of all currencies in one of them",
            description =
                    "The whole report is converted by the rates of one day, so that no movement comes from exchange rates.")
    ConvertedMrrReport converted(
            @Valid @ParameterObject AnalyticsQuery query,
            @Parameter(
                            description = "The day whose rates count; the first of the range if absent",
                            example = "2026-01-02")
                    @RequestParam(name = "rates_on", required = false)
                    @Nullable LocalDate ratesOn) {
        return converted.mrr(query, ratesOn);
    }

    @GetMapping("/mrr/verify")
    @Operation(
            operationId = "verifyMrr",
            summary = "Count MRR again from all subscriptions",
            description = "Compares what each subscription is to pay with what its movements come to.")
    MrrVerification verify() {
        return verifier.verify();
    }

    @GetMapping("/churn")
    @Operation(operationId = "getChurn", summary = "What was lost, of revenue and of customers")
    ChurnReport churn(@Valid @ParameterObject AnalyticsQuery query) {
        return subscriptions.churn(query);
    }

    @GetMapping("/ltv")
    @Operation(operationId = "getLtv", summary = "What a customer is worth")
    LtvReport ltv(@Valid @ParameterObject AnalyticsQuery query) {
        return subscriptions.ltv(query);
    }

    @GetMapping("/cohorts")
    @Operation(operationId = "getCohorts", summary = "What is left of the customers of each month")
    CohortReport cohorts(@Valid @ParameterObject AnalyticsQuery query) {
        return cohorts.cohorts(query);
    }

    @GetMapping("/plans")
    @Operation(operationId = "getPlanMix", summary = "What each plan brings at the end of the range")
    PlanMixReport plans(@Valid @ParameterObject AnalyticsQuery query) {
        return subscriptions.plans(query);
    }

    @GetMapping("/revenue")
    @Operation(
            operationId = "getRevenue",
            summary = "What was billed and what came in",
            description =
                    "By the day on which invoices became final and money moved; a voided invoice counts against the day"
                            + " on which it was voided.")
    RevenueReport revenue(@Valid @ParameterObject AnalyticsQuery query) {
        return money.revenue(query);
    }

    @GetMapping("/usage")
    @Operation(operationId = "getBilledUsage", summary = "What was billed for usage, by charge")
    UsageReport usage(@Valid @ParameterObject AnalyticsQuery query) {
        return money.usage(query);
    }

    @GetMapping("/aging")
    @Operation(operationId = "getAging", summary = "What invoices ask for as of today, by how long it is due")
    AgingReport aging(@Valid @ParameterObject AnalyticsQuery query) {
        return money.aging(query);
    }
}
