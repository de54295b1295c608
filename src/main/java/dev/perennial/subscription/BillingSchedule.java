package dev.perennial.subscription;

import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.persistence.Changes;
import dev.perennial.platform.persistence.FreshPlans;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CrossTenantReader;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.event.DomainEvents;
import dev.perennial.shared.time.Period;
import dev.perennial.subscription.domain.SubscriptionStatus;

/**
 * What is due: one narrow row per subscription. A run claims rows by locking them; whoever else wants to change a
 * subscription locks its row too. All methods that change something need a transaction around them.
 */
@Service
@Transactional(propagation = Propagation.MANDATORY)
public class BillingSchedule {
    private final JdbcClient jdbc;
    private final FreshPlans plans;
    private final SubscriptionReader reader;
    private final CrossTenantReader crossTenant;
    private final ApplicationEventPublisher events;
    private final Changes changes;
    private final Clock clock;

    BillingSchedule(
            JdbcClient jdbc,
            FreshPlans plans,
            SubscriptionReader reader,
            CrossTenantReader crossTenant,
            ApplicationEventPublisher events,
            Changes changes,
            Clock clock) {
        this.jdbc = jdbc;
        this.plans = plans;
        this.reader = reader;
        this.crossTenant = crossTenant;
        this.events = events;
        this.changes = changes;
        this.clock = clock;
    }

    /**
     * A period that was billed, and what follows it.
     *
     * @param grid where its periods begin and end from now on
     */
    public record Advance(
            BillingState state,
            Period billed,
            LocalDateTime grid,
            long nextPeriodIndex,
            @Nullable UUID invoiceId) {

        UUID id() {
            return state.id();
        }

        boolean changesTerms() {
            return state.pendingVersionId() != null;
        }
    }

    /** Whether a subscription of the account has not ended. */
    @Transactional(readOnly = true)
    public boolean hasLiving(UUID accountId) {
        return jdbc.sql("""
                        select exists (select from subscription
                                        where tenant_id = :tenant and account_id = :account and status <> 'CANCELLED')
                        """)
                .param("tenant", CurrentTenant.id())
                .param("account", accountId)
                .query(Boolean.class)
                .single();
    }

    /**
     * Tenants with something due by their own clock, the longest waiting first. Test tenants whose clock was moved within
     * the last minute are left to the request that moves it, which counts what it does.
     */
    @Transactional(propagation = Propagation.NOT_SUPPORTED)
    public List<UUID> tenantsWithWork() {
        return crossTenant.read(sql -> sql.sql("""
                        select t.id from tenant t
                          cross join lateral (select b.next_bill_at from billing_schedule b
                                               where b.tenant_id = t.id and b.next_bill_at is not null and b.parked_at is null
                                               order by b.next_bill_at limit 1) oldest
                         where oldest.next_bill_at <= coalesce(t.test_clock_at, now())
                           and (t.test_clock_moved_at is null or t.test_clock_moved_at < now() - interval '1 minute')
                         order by oldest.next_bill_at
                        """).query(UUID.class).list());
    }

    /** Claims up to {@code limit} due subscriptions, oldest first, passing over those that another worker holds. */
    public List<BillingState> claim(Instant asOf, int limit) {
        var ids = jdbc.sql("""
                        select subscription_id from billing_schedule
                         where tenant_id = :tenant and next_bill_at <= :asOf and next_bill_at is not null and parked_at is null
                         order by next_bill_at, subscription_id
                         limit :limit for update skip locked
                        """)
                .param("tenant", CurrentTenant.id())
                .param("asOf", Rows.timestamp(asOf))
                .param("limit", limit)
                .query((row, index) -> Rows.uuid(row, "subscription_id"))
                .list();
        // A second statement, so that it sees what the last holder of each row committed.
        return ids.isEmpty() ? List.of() : plans.run(() -> reader.due(ids));
    }

    /** Claims these subscriptions if they are (still) due, waiting for whoever holds them. */
    public List<BillingState> claim(Instant asOf, List<UUID> subscriptionIds) {
        var ids = jdbc.sql("""
                        select subscription_id from billing_schedule
                         where tenant_id = :tenant and subscription_id = any(:ids::uuid[]) and next_bill_at <= :asOf and parked_at is null
                         order by subscription_id for update
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(subscriptionIds))
                .param("asOf", Rows.timestamp(asOf))
                .query((row, index) -> Rows.uuid(row, "subscription_id"))
                .list();
        return ids.isEmpty() ? List.of() : reader.due(ids);
    }

    /** When the current tenant's next subscription falls due, if any does. */
    @Transactional(readOnly = true)
    public Optional<Instant> nextDueAt() {
        return jdbc.sql("""
                        select min(next_bill_at) from billing_schedule
                         where tenant_id = :tenant and next_bill_at is not null and parked_at is null
                        """)
                .param("tenant", CurrentTenant.id())
                .query(OffsetDateTime.class)
                .optional()
                .map(OffsetDateTime::toInstant);
    }

    /** Locks a subscription against runs and other requests. Fails with {@code subscription_not_found}. */
    void lock(UUID subscriptionId) {
        var locked = jdbc.sql(
                        "select 1 from billing_schedule where tenant_id = :tenant and subscription_id = :id for update")
                .param("tenant", CurrentTenant.id())
                .param("id", subscriptionId)
                .query(Integer.class)
                .optional();
        if (locked.isEmpty()) {
            throw DomainException.notFound("subscription", subscriptionId);
        }
    }

    void open(CreateSubscription command, NewSubscription facts) {
        jdbc.sql("""
                        insert into billing_schedule (tenant_id, subscription_id, account_id, next_bill_at, next_period_index,
                                                      period_start, period_end)
                        values (:tenant, :id, :account, :next, :index, :start, :end)
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", command.id())
                .param("account", command.accountId())
                .param("next", Rows.timestamp(facts.firstDueAt()))
                .param("index", facts.periods().firstIndex())
                .param("start", Rows.timestamp(facts.trialEnd() == null ? null : facts.startAt()))
                .param("end", Rows.timestamp(facts.trialEnd()))
                .update();
    }

    void close(UUID subscriptionId) {
        lookAgainAt(subscriptionId, null);
    }

    /** Sets when a run must look at the subscription next; null for never. */
    void lookAgainAt(UUID subscriptionId, @Nullable Instant at) {
        jdbc.sql("""
                        update billing_schedule set next_bill_at = :at where tenant_id = :tenant and subscription_id = :id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", subscriptionId)
                .param("at", Rows.timestamp(at))
                .update();
    }

    /** Puts one locked subscription where it goes on. */
    void moveTo(UUID subscriptionId, Position position) {
        var period = position.period();
        jdbc.sql("""
                        update billing_schedule
                           set next_bill_at = :next, next_period_index = :index, period_start = :start, period_end = :end,
                               arrears_since = :since, usage_since = :usageSince, arrears_version_id = :version, arrears_quantity = :quantity
                         where tenant_id = :tenant and subscription_id = :id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", subscriptionId)
                .param("next", Rows.timestamp(position.nextBillAt()))
                .param("index", position.nextPeriodIndex())
                .param("start", Rows.timestamp(period == null ? null : period.start()))
                .param("end", Rows.timestamp(period == null ? null : period.end()))
                .param("since", Rows.timestamp(position.arrears().since()))
                .param("usageSince", Rows.timestamp(position.arrears().usageSince()))
                .param("version", position.arrears().versionId(), Types.OTHER)
                .param("quantity", position.arrears().quantity(), Types.BIGINT)
                .update();
    }

    /** Notes the latest invoice of a subscription. */
    public void noteInvoice(UUID subscriptionId, UUID invoiceId) {
        jdbc.sql("""
                        update billing_schedule set latest_invoice_id = :invoice
                         where tenant_id = :tenant and subscription_id = :id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", subscriptionId)
                .param("invoice", invoiceId)
                .update();
    }

    /** Moves claimed subscriptions past the periods that were just billed. */
    public void advance(List<Advance> advances) {
        int moved = jdbc.sql("""
                        update billing_schedule b
                           set next_bill_at = a.period_end, next_period_index = a.next_period_index,
                               period_start = a.period_start, period_end = a.period_end,
                               latest_invoice_id = coalesce(a.invoice_id, b.latest_invoice_id),
                               arrears_since = null, usage_since = null, arrears_version_id = null, arrears_quantity = null
                          from unnest(:ids::uuid[], :indexes::bigint[], :nextIndexes::bigint[], :starts::timestamptz[],
                                      :ends::timestamptz[], :invoices::uuid[])
                               as a (subscription_id, period_index, next_period_index, period_start, period_end, invoice_id)
                         where b.tenant_id = :tenant and b.subscription_id = a.subscription_id
                           and b.next_period_index = a.period_index
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(advances, Advance::id))
                .param(
                        "indexes",
                        Rows.texts(advances, advance -> advance.state().nextPeriodIndex()))
                .param("nextIndexes", Rows.texts(advances, Advance::nextPeriodIndex))
                .param(
                        "starts",
                        Rows.texts(advances, advance -> advance.billed().start()))
                .param("ends", Rows.texts(advances, advance -> advance.billed().end()))
                .param("invoices", Rows.texts(advances, Advance::invoiceId))
                .update();
        if (moved != advances.size()) {
            throw new IllegalStateException(
                    "A claimed subscription moved under the run: " + moved + " of " + advances.size());
        }
        activate(advances.stream()
                .map(Advance::state)
                .filter(BillingSchedule::startsPaying)
                .toList());
        changeTerms(advances.stream().filter(Advance::changesTerms).toList());
        events.publishEvent(
                new DomainEvents(advances.stream().flatMap(this::billedEvents).toList()));
    }

    /** Lets pending terms come about, on a grid of their own where their interval is another one. */
    private void changeTerms(List<Advance> changing) {
        if (changing.isEmpty()) {
            return;
        }
        jdbc.sql("""
                        update subscription s
                           set plan_id = v.plan_id, plan_version_id = v.id, quantity = s.pending_quantity,
                               pending_version_id = null, pending_quantity = null,
                               service_start = case when s.grid_anchor = a.grid then s.service_start else a.period_start end,
                               grid_anchor = a.grid, billing_anchor = a.grid::date, version = s.version + 1, updated_at = :now
                          from unnest(:ids::uuid[], :grids::timestamp[], :starts::timestamptz[]) as a (id, grid, period_start),
                               plan_version v
                         where s.tenant_id = :tenant and s.id = a.id and v.tenant_id = s.tenant_id and v.id = s.pending_version_id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(changing, Advance::id))
                .param("grids", Rows.texts(changing, Advance::grid))
                .param(
                        "starts",
                        Rows.texts(changing, advance -> advance.billed().start()))
                .param("now", Rows.timestamp(clock.instant()))
                .update();
    }

    private static boolean startsPaying(BillingState state) {
        return state.subscription().status() == SubscriptionStatus.TRIALING
                || state.subscription().status() == SubscriptionStatus.SCHEDULED;
    }

    private Stream<SubscriptionEvent> billedEvents(Advance advance) {
        var before = advance.state().subscription();
        boolean starts = startsPaying(advance.state());
        var status = starts ? SubscriptionStatus.ACTIVE : before.status();
        var now = clock.instant();
        var after = before.billed(
                status,
                advance.billed().start(),
                advance.billed().end(),
                advance.invoiceId(),
                advance.grid().toLocalDate(),
                now);
        var kind = starts || before.currentPeriodEnd() == null
                ? SubscriptionEvent.Kind.ACTIVATED
                : SubscriptionEvent.Kind.RENEWED;
        var billed = new SubscriptionEvent(kind, after, previous(before, starts), now);
        if (!advance.changesTerms()) {
            return Stream.of(billed);
        }
        var changed = new SubscriptionEvent(SubscriptionEvent.Kind.CHANGED, after, changes.between(before, after), now);
        return Stream.of(changed, billed);
    }

    private static Map<String, Object> previous(SubscriptionSnapshot before, boolean starts) {
        var previous = new LinkedHashMap<String, Object>();
        previous.put("current_period_start", before.currentPeriodStart());
        previous.put("current_period_end", before.currentPeriodEnd());
        previous.put("latest_invoice_id", before.latestInvoiceId());
        if (starts) {
            previous.put("status", before.status());
        }
        return previous;
    }

    private void activate(List<BillingState> starting) {
        if (starting.isEmpty()) {
            return;
        }
        jdbc.sql("""
                        update subscription set status = 'ACTIVE', version = version + 1, updated_at = :now
                         where tenant_id = :tenant and id = any(:ids::uuid[]) and status in ('TRIALING', 'SCHEDULED')
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(starting, BillingState::id))
                .param("now", Rows.timestamp(clock.instant()))
                .update();
    }

    /** Begins the trial of claimed subscriptions that were scheduled. */
    public void beginTrials(List<BillingState> starting) {
        if (starting.isEmpty()) {
            return;
        }
        jdbc.sql("""
                        with trial as (
                            update subscription set status = 'TRIALING', version = version + 1, updated_at = :now
                             where tenant_id = :tenant and id = any(:ids::uuid[]) and status = 'SCHEDULED' and trial_end is not null
                            returning id, trial_end)
                        update billing_schedule b set next_bill_at = trial.trial_end
                          from trial where b.tenant_id = :tenant and b.subscription_id = trial.id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(starting, BillingState::id))
                .param("now", Rows.timestamp(clock.instant()))
                .update();
        publishChanges(starting, SubscriptionEvent.Kind.CHANGED);
    }

    /** Ends claimed subscriptions whose last period is over. */
    public void end(List<BillingState> ending) {
        if (ending.isEmpty()) {
            return;
        }
        jdbc.sql("""
                        with ended as (
                            update billing_schedule set next_bill_at = null
                             where tenant_id = :tenant and subscription_id = any(:ids::uuid[])
                            returning subscription_id, coalesce(period_end, :now) as ended_at)
                        update subscription s set status = 'CANCELLED', ended_at = ended.ended_at, cancel_at_period_end = false,
                               version = version + 1, updated_at = :now
                          from ended where s.tenant_id = :tenant and s.id = ended.subscription_id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(ending, BillingState::id))
                .param("now", Rows.timestamp(clock.instant()))
                .update();
        publishChanges(ending, SubscriptionEvent.Kind.CANCELLED);
    }

    private void publishChanges(List<BillingState> changed, SubscriptionEvent.Kind kind) {
        var now = clock.instant();
        var facts = new ArrayList<SubscriptionEvent>();
        for (var due : changed) {
            var after = reader.find(due.id()).orElseThrow();
            facts.add(new SubscriptionEvent(
                    kind, after, Map.of("status", due.subscription().status()), now));
        }
        events.publishEvent(new DomainEvents(facts));
    }

    /** Takes one subscription out of all runs until somebody mends what is wrong, and says why. */
    public void park(UUID subscriptionId, String reason) {
        jdbc.sql("""
                        update billing_schedule set parked_at = now(), park_reason = :reason
                         where tenant_id = :tenant and subscription_id = :id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", subscriptionId)
                .param("reason", reason)
                .update();
        var parked = reader.find(subscriptionId).orElseThrow();
        events.publishEvent(new SubscriptionEvent(SubscriptionEvent.Kind.PARKED, parked, Map.of(), clock.instant()));
    }

    /** Lets runs bill a parked subscription again. Fails with {@code subscription_not_found}, {@code subscription_not_parked}. */
    void unpark(UUID subscriptionId) {
        lock(subscriptionId);
        var parked = reader.find(subscriptionId).orElseThrow();
        int unparked = jdbc.sql("""
                        update billing_schedule set parked_at = null, park_reason = null
                         where tenant_id = :tenant and subscription_id = :id and parked_at is not null
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", subscriptionId)
                .update();
        if (unparked == 0) {
            throw DomainException.conflict("subscription_not_parked", "Runs bill this subscription already.");
        }
        var after = reader.find(subscriptionId).orElseThrow();
        events.publishEvent(new SubscriptionEvent(
                SubscriptionEvent.Kind.UNPARKED, after, changes.between(parked, after), clock.instant()));
    }

    /** How the queue stands over all tenants, for metrics. */
    public record Health(long parked, long oldestDueSeconds) {}

    @Transactional(propagation = Propagation.NOT_SUPPORTED)
    public Health health() {
        return crossTenant.read(sql -> sql.sql("""
                        select (select count(*) from billing_schedule where parked_at is not null) as parked,
                               coalesce(max(extract(epoch from coalesce(t.test_clock_at, now()) - oldest.next_bill_at)), 0)::bigint as oldest
                          from tenant t
                          cross join lateral (select b.next_bill_at from billing_schedule b
                                               where b.tenant_id = t.id and b.next_bill_at is not null and b.parked_at is null
                                               order by b.next_bill_at limit 1) oldest
                         where oldest.next_bill_at <= coalesce(t.test_clock_at, now())
                        """)
                .query((row, index) -> new Health(row.getLong("parked"), row.getLong("oldest")))
                .single());
    }
}
