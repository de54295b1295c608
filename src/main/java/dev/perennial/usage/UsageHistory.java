package dev.perennial.usage;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.plan.pricing.Aggregation;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.error.DomainException;
import dev.perennial.subscription.SubscriptionService;

/** Usage of a subscription over time, for people and charts. */
@Service
public class UsageHistory {
    private static final Duration RANGE_MAX = Duration.ofDays(400);
    /** Beyond what any clock says and well within what PostgreSQL can hold. */
    private static final Instant LATEST = Instant.parse("9000-01-01T00:00:00Z");

    private final SubscriptionService subscriptions;
    private final TotalsReader totals;
    private final JdbcClient jdbc;
    private final Clock clock;

    UsageHistory(SubscriptionService subscriptions, TotalsReader totals, JdbcClient jdbc, Clock clock) {
        this.subscriptions = subscriptions;
        this.totals = totals;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * The buckets that have a part in {@code [from, to)}, by metric and time; of the current period if no bounds are
     * given. Fails with {@code subscription_not_found}, {@code validation_failed}.
     */
    @Transactional(readOnly = true)
    public List<UsageBucket> of(
            UUID subscriptionId,
            @Nullable String metric,
            @Nullable Instant from,
            @Nullable Instant to,
            BucketSize size) {
        var state = subscriptions.state(subscriptionId);
        var since = from != null
                ? from
                : Objects.requireNonNullElse(
                        state.subscription().currentPeriodStart(),
                        state.subscription().startAt());
        var until = to != null
                ? to
                : Objects.requireNonNullElse(state.subscription().currentPeriodEnd(), clock.instant());
        if (!since.isBefore(until) || (metric != null && metric.indexOf('\0') >= 0)) {
            return List.of();
        }
        if (since.isBefore(Instant.EPOCH) || until.isAfter(LATEST)) {
            throw DomainException.invalid("from", "out_of_range", "must lie, with to, between the years 1970 and 9000");
        }
        if (Duration.between(since, until).compareTo(RANGE_MAX) > 0) {
            throw DomainException.invalid("from", "range_too_long", "must lie at most 400 days before to");
        }
        var starts = starts(since, until, size, state.zone());
        var windows = new ArrayList<UsageWindow>();
        for (var name : metrics(subscriptionId, metric, starts)) {
            for (int i = 0; i + 1 < starts.size(); i++) {
                windows.add(new UsageWindow(subscriptionId, name, Aggregation.SUM, starts.get(i), starts.get(i + 1)));
            }
        }
        return windows.isEmpty() ? List.of() : buckets(windows);
    }

    private List<UsageBucket> buckets(List<UsageWindow> windows) {
        return totals.read(windows).stream()
                .map(total -> new UsageBucket(
                        total.window().metric(), total.window().from(), total.quantity(), total.events()))
                .sorted(Comparator.comparing(UsageBucket::metric).thenComparing(UsageBucket::start))
                .toList();
    }

    /** Where the buckets begin, and where the last one ends. */
    private static List<Instant> starts(Instant since, Instant until, BucketSize size, ZoneId zone) {
        var starts = new ArrayList<Instant>();
        starts.add(size.startOf(since, zone));
        while (starts.getLast().isBefore(until)) {
            starts.add(size.after(starts.getLast(), zone));
        }
        return starts;
    }

    private List<String> metrics(UUID subscriptionId, @Nullable String metric, List<Instant> starts) {
        if (metric != null) {
            return List.of(metric);
        }
        return jdbc.sql("""
                        select distinct metric from usage_hour
                         where tenant_id = :tenant and subscription_id = :subscription
                           and hour > :from::timestamptz - interval '1 hour' and hour < :to
                        """)
                .param("tenant", CurrentTenant.id())
                .param("subscription", subscriptionId)
                .param("from", Rows.timestamp(starts.getFirst()))
                .param("to", Rows.timestamp(starts.getLast()))
                .query((row, index) -> row.getString("metric"))
                .list();
    }
}
