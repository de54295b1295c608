package dev.perennial.usage;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.plan.PlanService;
import dev.perennial.shared.error.ErrorKind;
import dev.perennial.subscription.MeteredSubscriptions;
import dev.perennial.subscription.MeteredSubscriptions.Metered;
import dev.perennial.usage.MeteredPeriods.Moment;

/** Takes reports of usage. */
@Service
public class UsageService {
    private final UsageStore store;
    private final MeteredSubscriptions subscriptions;
    private final PlanService plans;
    private final MeteredPeriods periods;
    private final UsageAlertChecks alerts;
    private final Clock clock;

    UsageService(
            UsageStore store,
            MeteredSubscriptions subscriptions,
            PlanService plans,
            MeteredPeriods periods,
            UsageAlertChecks alerts,
            Clock clock) {
        this.store = store;
        this.subscriptions = subscriptions;
        this.plans = plans;
        this.periods = periods;
        this.alerts = alerts;
        this.clock = clock;
    }

    /** Counts each report at most once, whatever becomes of the others. The outcomes are in the order of the reports. */
    @Transactional
    public List<UsageOutcome> record(List<UsageReport> reports) {
        var now = clock.instant();
        var judged = judge(reports, now);
        var candidates = new LinkedHashMap<String, UsageEvent>();
        for (var verdict : judged) {
            if (verdict instanceof UsageRules.Verdict.Yes(var event)) {
                candidates.putIfAbsent(event.key(), event);
            }
        }
        var known = keysKnownAmongRefused(reports, judged);
        var counted = count(candidates, now);
        var outcomes = new ArrayList<UsageOutcome>();
        for (int i = 0; i < judged.size(); i++) {
            outcomes.add(
                    switch (judged.get(i)) {
                        case UsageRules.Verdict.Yes(var event) ->
                            counted.contains(event.id()) ? new UsageOutcome.Accepted() : new UsageOutcome.Duplicate();
                        case UsageRules.Verdict.No(var kind, var error) -> {
                            var key = reports.get(i).idempotencyKey();
                            yield key != null && known.contains(key)
                                    ? new UsageOutcome.Duplicate()
                                    : new UsageOutcome.Rejected(kind, error);
                        }
                    });
        }
        return outcomes;
    }

    private List<UsageRules.Verdict> judge(List<UsageReport> reports, Instant now) {
        var ids = reports.stream()
                .filter(report -> UsageRules.shapeError(report) == null)
                .map(UsageReport::subscriptionId)
                .collect(Collectors.toSet());
        var found = ids.isEmpty() ? Map.<UUID, Metered>of() : subscriptions.hold(ids);
        var lateFor = lateFor(reports, found, now);
        var versions = new HashSet<UUID>();
        found.values().forEach(subscription -> versions.add(subscription.planVersionId()));
        lateFor.values().forEach(period -> versions.add(period.planVersionId()));
        var terms = plans.terms(versions);
        var verdicts = new ArrayList<UsageRules.Verdict>();
        for (var report : reports) {
            var error = UsageRules.shapeError(report);
            if (error != null) {
                verdicts.add(new UsageRules.Verdict.No(ErrorKind.INVALID, error));
                continue;
            }
            var subscription = found.get(report.subscriptionId());
            var late = lateFor.get(moment(report, now));
            var version =
                    late != null ? late.planVersionId() : subscription == null ? null : subscription.planVersionId();
            var facts = new UsageRules.Facts(subscription, version == null ? null : terms.get(version), late);
            verdicts.add(UsageRules.judge(report, facts, now));
        }
        return verdicts;
    }

    /** For reports that are late: the periods that they belong to. Most batches have none, and then nothing is asked. */
    private Map<Moment, MeteredPeriod> lateFor(List<UsageReport> reports, Map<UUID, Metered> found, Instant now) {
        var late = new HashSet<Moment>();
        for (var report : reports) {
            var subscription = report.subscriptionId() == null ? null : found.get(report.subscriptionId());
            if (subscription != null && UsageRules.isLate(subscription, UsageRules.occurredAt(report, now))) {
                late.add(moment(report, now));
            }
        }
        return periods.covering(late);
    }

    private static Moment moment(UsageReport report, Instant now) {
        return new Moment(report.subscriptionId(), UsageRules.occurredAt(report, now));
    }

    /** The ids of the events that count. */
    private Set<UUID> count(Map<String, UsageEvent> candidates, Instant now) {
        if (candidates.isEmpty()) {
            return Set.of();
        }
        var taken = store.takeKeys(candidates.values(), now);
        var events = candidates.values().stream()
                .filter(event -> taken.contains(event.key()))
                .toList();
        periods.markLate(events.stream()
                .map(UsageEvent::lateFor)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet()));
        if (!events.isEmpty()) {
            store.add(events, now);
            alerts.afterReportsOf(events.stream()
                    .filter(event -> event.lateFor() == null)
                    .map(UsageEvent::subscriptionId)
                    .collect(Collectors.toSet()));
        }
        return events.stream().map(UsageEvent::id).collect(Collectors.toSet());
    }

    /** A repeated report is a duplicate even if it would not be accepted any more, as after the subscription's end. */
    private Set<String> keysKnownAmongRefused(List<UsageReport> reports, List<UsageRules.Verdict> judged) {
        var keys = new HashSet<String>();
        for (int i = 0; i < judged.size(); i++) {
            if (judged.get(i) instanceof UsageRules.Verdict.No && UsageRules.shapeError(reports.get(i)) == null) {
                keys.add(reports.get(i).idempotencyKey());
            }
        }
        return keys.isEmpty() ? Set.of() : store.takenKeys(keys);
    }
}
