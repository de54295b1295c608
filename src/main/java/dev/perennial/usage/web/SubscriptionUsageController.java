package dev.perennial.usage.web;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import dev.perennial.usage.BucketSize;
import dev.perennial.usage.RunningCost;
import dev.perennial.usage.RunningCosts;
import dev.perennial.usage.UsageBucket;
import dev.perennial.usage.UsageHistory;

/** A subscription's usage over HTTP. */
@RestController
@RequestMapping("/v1/subscriptions/{id}/usage")
@Tag(name = "Usage")
class SubscriptionUsageController {
    private final UsageHistory history;
    private final RunningCosts costs;

    SubscriptionUsageController(UsageHistory history, RunningCosts costs) {
        this.history = history;
        this.costs = costs;
    }

    /** @param totals what is not billed yet, and what it comes to; of the metric that was asked for */
    record SubscriptionUsage(List<UsageBucket> data, List<RunningCost> totals) {}

    @GetMapping
    @Operation(
            operationId = "getSubscriptionUsage",
            summary = "See what a subscription used, by hour or day, and what it comes to so far",
            description =
                    "Buckets are of the current period unless told otherwise; those without an event are left out. totals says"
                            + " for each usage charge of the plan what was used of it in the open period and what that costs so far.")
    SubscriptionUsage usage(
            @PathVariable UUID id,
            @Nullable @RequestParam(required = false) String metric,
            @Nullable @RequestParam(required = false)
                    @Parameter(description = "Buckets that lie before it are left out")
                    Instant from,
            @Nullable @RequestParam(required = false)
                    @Parameter(description = "Buckets that begin then or later are left out")
                    Instant to,
            @RequestParam(defaultValue = "DAY")
                    @Parameter(description = "Hours of UTC, or local days of the subscription")
                    BucketSize granularity) {
        var buckets = history.of(id, metric, from, to, granularity);
        var running = costs.of(id).stream()
                .filter(cost -> metric == null || metric.equals(cost.metric()))
                .toList();
        return new SubscriptionUsage(buckets, running);
    }
}
