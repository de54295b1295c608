package dev.perennial.subscription;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.persistence.Changes;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.event.DomainEvents;

/**
 * Takes claimed subscriptions a step on: a trial begins, a period was billed, everything ends. However many there are, each
 * step is a statement or two. The caller holds their rows.
 */
@Service
@Transactional(propagation = Propagation.MANDATORY)
public class ScheduleSteps {
    private final JdbcClient jdbc;
    private final SubscriptionReader reader;
    private final ApplicationEventPublisher events;
    private final Changes changes;
    private final Clock clock;

    ScheduleSteps(
            JdbcClient jdbc,
            SubscriptionReader reader,
            ApplicationEventPublisher events,
            Changes changes,
            Clock clock) {
        this.jdbc = jdbc;
        this.reader = reader;
        this.events = events;
        this.changes = changes;
        this.clock = clock;
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
        activate(advances.stream().filter(Advance::startsPaying).toList());
        changeTerms(advances.stream().filter(Advance::changesTerms).toList());
        var now = clock.instant();
        events.publishEvent(new DomainEvents(advances.stream()
                .flatMap(advance -> advance.events(changes, now))
                .toList()));
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

    private void activate(List<Advance> starting) {
        if (starting.isEmpty()) {
            return;
        }
        jdbc.sql("""
                        update subscription set status = 'ACTIVE', version = version + 1, updated_at = :now
                         where tenant_id = :tenant and id = any(:ids::uuid[]) and status in ('TRIALING', 'SCHEDULED')
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(starting, Advance::id))
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

    /** What is still to be billed of a subscription that has ended. */
    public LateSettlement settlementOf(UUID subscriptionId) {
        return jdbc.sql("""
                        select settle_until, settle_credits from billing_schedule
                         where tenant_id = :tenant and subscription_id = :id and settle_until is not null
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", subscriptionId)
                .query((row, index) ->
                        new LateSettlement(Rows.instant(row, "settle_until"), row.getBoolean("settle_credits")))
                .single();
    }

    /** Nothing is left to be billed of a subscription that has ended. */
    public void noteSettled(UUID subscriptionId) {
        jdbc.sql("""
                        update billing_schedule set next_bill_at = null, settle_until = null
                         where tenant_id = :tenant and subscription_id = :id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", subscriptionId)
                .update();
    }

    private void publishChanges(List<BillingState> changed, SubscriptionEvent.Kind kind) {
        var now = clock.instant();
        var after = reader.findAll(changed.stream().map(BillingState::id).toList()).stream()
                .collect(Collectors.toMap(SubscriptionSnapshot::id, Function.identity()));
        events.publishEvent(new DomainEvents(changed.stream()
                .map(due -> new SubscriptionEvent(
                        kind,
                        Objects.requireNonNull(after.get(due.id())),
                        Map.of("status", due.subscription().status()),
                        now))
                .toList()));
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
}
