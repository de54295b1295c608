package dev.perennial.usage;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.plan.PlanService;
import dev.perennial.plan.PlanTerms;
import dev.perennial.shared.error.ErrorKind;
import dev.perennial.subscription.MeteredSubscriptions;

/** Takes reports of usage. */
@Service
public class UsageService {
    private final UsageStore store;
    private final MeteredSubscriptions subscriptions;
    private final PlanService plans;
    private final Clock clock;

    UsageService(UsageStore store, MeteredSubscriptions subscriptions, PlanService plans, Clock clock) {
        this.store = store;
        this.subscriptions = subscriptions;
        this.plans = plans;
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
        var found = ids.isEmpty() ? Map.<UUID, MeteredSubscriptions.Metered>of() : subscriptions.hold(ids);
        Map<UUID, PlanTerms> terms = plans.terms(found.values().stream()
                .map(MeteredSubscriptions.Metered::planVersionId)
                .collect(Collectors.toSet()));
        var verdicts = new ArrayList<UsageRules.Verdict>();
        for (var report : reports) {
            var error = UsageRules.shapeError(report);
            if (error != null) {
                verdicts.add(new UsageRules.Verdict.No(ErrorKind.INVALID, error));
                continue;
            }
            var subscription = found.get(report.subscriptionId());
            var plan = subscription == null ? null : terms.get(subscription.planVersionId());
            verdicts.add(UsageRules.judge(report, subscription, plan, now));
        }
        return verdicts;
    }

    /** The ids of the events that count. */
    private Set<UUID> count(Map<String, UsageEvent> candidates, Instant now) {
        if (candidates.isEmpty()) {
            return Set.of();
        }
        var taken = store.takeKeys(candidates.keySet(), now);
        var events = candidates.values().stream()
                .filter(event -> taken.contains(event.key()))
                .toList();
        if (!events.isEmpty()) {
            store.add(events, now);
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
