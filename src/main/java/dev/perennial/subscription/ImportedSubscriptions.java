package dev.perennial.subscription;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.account.BillingProfile;
import dev.perennial.account.BillingProfiles;
import dev.perennial.platform.persistence.BulkInsert;
import dev.perennial.platform.persistence.FreshPlans;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.FieldError;
import dev.perennial.shared.event.DomainEvents;
import dev.perennial.shared.time.Granularity;
import dev.perennial.subscription.domain.SubscriptionStatus;

/**
 * Subscriptions of another billing system, many at once. They keep their grid and what is paid; the first period that is billed here
 * is the one after that. Nobody outside is told.
 */
@Service
public class ImportedSubscriptions {
    private final JdbcOperations jdbc;
    private final JdbcClient sql;
    private final FreshPlans plans;
    private final SubscriptionReader reader;
    private final BillingProfiles accounts;
    private final GranularitySetting granularity;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final BulkInsert<Placed> insertSubscriptions;
    private final BulkInsert<Placed> insertSchedules = schedules();

    private record Placed(
            ImportedSubscription imported,
            ImportedStanding standing,
            BillingProfile account,
            Granularity granularity,
            Instant now) {

        private boolean is(SubscriptionStatus status) {
            return imported.status() == status;
        }

        private @Nullable Instant cancelledAt() {
            if (imported.cancelledAt() != null) {
                return imported.cancelledAt();
            }
            if (is(SubscriptionStatus.CANCELLED)) {
                return imported.endedAt();
            }
            return imported.cancelAtPeriodEnd() ? now : null;
        }
    }

    ImportedSubscriptions(
            JdbcOperations jdbc,
            JdbcClient sql,
            FreshPlans plans,
            Rows rows,
            SubscriptionReader reader,
            BillingProfiles accounts,
            GranularitySetting granularity,
            ApplicationEventPublisher events,
            Clock clock) {
        this.jdbc = jdbc;
        this.sql = sql;
        this.plans = plans;
        this.reader = reader;
        this.accounts = accounts;
        this.granularity = granularity;
        this.events = events;
        this.clock = clock;
        this.insertSubscriptions = subscriptions(rows);
    }

    /** What keeps each of these from going on here, in their order; nothing for one that may. Their accounts are living ones. */
    @Transactional(readOnly = true)
    public List<List<FieldError>> check(List<ImportedSubscription> imported) {
        var profiles = profiles(imported);
        var now = clock.instant();
        var step = granularity.granularity();
        return imported.stream()
                .map(one -> check(one, account(profiles, one), step, now))
                .toList();
    }

    private static List<FieldError> check(
            ImportedSubscription imported, BillingProfile account, Granularity granularity, Instant now) {
        var errors = new ArrayList<FieldError>();
        if (!imported.terms().isPricedIn(account.currency())) {
            errors.add(new FieldError(
                    "plan_external_id",
                    "currency_not_priced",
                    "has no price in the account's currency " + account.currency()));
        }
        try {
            ImportedStanding.of(imported, account.zone(), granularity, now);
        } catch (DomainException e) {
            errors.addAll(e.fieldErrors());
        }
        return errors;
    }

    /** Lets subscriptions go on that {@link #check} has nothing against. Nothing is billed here. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void bringIn(List<ImportedSubscription> imported) {
        var profiles = profiles(imported);
        var now = clock.instant();
        var step = granularity.granularity();
        var placed = imported.stream()
                .map(one -> {
                    var account = account(profiles, one);
                    var standing = ImportedStanding.of(one, account.zone(), step, now);
                    return new Placed(one, standing, account, step, now);
                })
                .toList();
        insertSubscriptions.execute(jdbc, placed);
        insertSchedules.execute(jdbc, placed);
        // Listeners look up what they have of these, too, in tables that grow with every chunk.
        plans.run(() -> publish(imported, now));
    }

    private void publish(List<ImportedSubscription> imported, Instant now) {
        events.publishEvent(new DomainEvents(
                reader.findAll(imported.stream().map(ImportedSubscription::id).toList()).stream()
                        .map(one -> new SubscriptionEvent(SubscriptionEvent.Kind.IMPORTED, one, Map.of(), now))
                        .toList()));
    }

    /** Subscriptions that a run has to look at within {@code [from, to)}, by id behind {@code after}, at most {@code limit}. */
    @Transactional(readOnly = true)
    public List<BillingState> dueBetween(Instant from, Instant to, UUID after, int limit) {
        var ids = sql.sql("""
                        select subscription_id from billing_schedule
                         where tenant_id = :tenant and next_bill_at >= :from and next_bill_at < :to and subscription_id > :after
                         order by subscription_id limit :limit
                        """)
                .param("tenant", CurrentTenant.id())
                .param("from", Rows.timestamp(from))
                .param("to", Rows.timestamp(to))
                .param("after", after)
                .param("limit", limit)
                .query((row, index) -> Rows.uuid(row, "subscription_id"))
                .list();
        var states = reader.due(ids).stream().collect(Collectors.toMap(BillingState::id, Function.identity()));
        return ids.stream().map(states::get).filter(Objects::nonNull).toList();
    }

    private Map<UUID, BillingProfile> profiles(List<ImportedSubscription> imported) {
        return accounts.of(
                imported.stream().map(ImportedSubscription::accountId).collect(Collectors.toSet()));
    }

    private static BillingProfile account(Map<UUID, BillingProfile> profiles, ImportedSubscription imported) {
        return Objects.requireNonNull(profiles.get(imported.accountId()));
    }

    private static BulkInsert<Placed> subscriptions(Rows rows) {
        return new BulkInsert<Placed>("subscription")
                .column("id", "uuid", one -> one.imported.id())
                .column("account_id", "uuid", one -> one.imported.accountId())
                .column("plan_id", "uuid", one -> one.imported.terms().planId())
                .column("plan_version_id", "uuid", one -> one.imported.terms().versionId())
                .column("currency", "text", one -> one.account.currency())
                .column("quantity", "bigint", one -> one.imported.quantity())
                .column("status", "text", one -> one.imported.status())
                .column("collection", "text", one -> one.imported.collection())
                .column("net_terms_days", "int", one -> one.imported.netTermsDays())
                .column("time_zone", "text", one -> ZoneId.of(one.account.timezone()))
                .column("granularity", "text", one -> one.granularity)
                .column("start_at", "timestamptz", one -> one.standing.startAt())
                .column("grid_anchor", "timestamp", one -> one.standing.anchor())
                .column("billing_anchor", "date", one -> one.standing.anchor().toLocalDate())
                .column("service_start", "timestamptz", one -> one.standing.serviceStart())
                .column("trial_end", "timestamptz", one -> one.standing.trialEnd())
                .column(
                        "cancel_at_period_end",
                        "boolean",
                        one -> !one.is(SubscriptionStatus.CANCELLED) && one.imported.cancelAtPeriodEnd())
                .column("cancelled_at", "timestamptz", Placed::cancelledAt)
                .column(
                        "ended_at",
                        "timestamptz",
                        one -> one.is(SubscriptionStatus.CANCELLED) ? one.imported.endedAt() : null)
                .column(
                        "paused_at",
                        "timestamptz",
                        one -> one.is(SubscriptionStatus.PAUSED) ? one.imported.pausedAt() : null)
                .column(
                        "resume_at",
                        "timestamptz",
                        one -> one.is(SubscriptionStatus.PAUSED) ? one.imported.resumeAt() : null)
                .column("metadata", "jsonb", one -> rows.toJson(one.imported.metadata()))
                .column("created_at", "timestamptz", Placed::now)
                .column("updated_at", "timestamptz", Placed::now)
                .computed("version", "0");
    }

    private static BulkInsert<Placed> schedules() {
        return new BulkInsert<Placed>("billing_schedule")
                .column("subscription_id", "uuid", one -> one.imported.id())
                .column("account_id", "uuid", one -> one.imported.accountId())
                .column("next_bill_at", "timestamptz", one -> one.standing.nextBillAt())
                .column("next_period_index", "bigint", one -> one.standing.nextPeriodIndex())
                .column(
                        "period_start",
                        "timestamptz",
                        one -> one.standing.period() == null
                                ? null
                                : one.standing.period().start())
                .column(
                        "period_end",
                        "timestamptz",
                        one -> one.standing.period() == null
                                ? null
                                : one.standing.period().end());
    }
}
