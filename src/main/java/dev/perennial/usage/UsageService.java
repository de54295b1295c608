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

/** Takes reports of usage. */
@Service
public class UsageService {
    private final UsageStore store;
    private final UsageJudge judge;
    private final ReplacedEvents replacedEvents;
    private final MeteredPeriods periods;
    private final UsageAlertChecks alerts;
    private final Clock clock;

    UsageService(
            UsageStore store,
            UsageJudge judge,
            ReplacedEvents replacedEvents,
            MeteredPeriods periods,
            UsageAlertChecks alerts,
            Clock clock) {
        this.store = store;
        this.judge = judge;
        this.replacedEvents = replacedEvents;
        this.periods = periods;
        this.alerts = alerts;
        this.clock = clock;
    }

    /**
     * Counts each report at most once, whatever becomes of the others. The outcomes are in the order of the reports.
     */
    @Transactional
    public List<UsageOutcome> record(List<UsageReport> reports) {
        var now = clock.instant();
        var judged = judge.all(reports, now);
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

    /** The ids of the events that count. */
    private Set<UUID> count(Map<String, UsageEvent> candidates, Instant now) {
        if (candidates.isEmpty()) {
            return Set.of();
        }
        var taken = store.add(candidates.values(), now);
        var events = candidates.values().stream()
                .filter(event -> taken.contains(event.key()))
                .toList();
        periods.markLate(
                events.stream().flatMap(event -> event.lateFor().stream()).collect(Collectors.toSet()));
        replacedEvents.replace(events);
        alerts.afterReportsOf(events.stream()
                .filter(event -> event.watched() && event.lateFor().isEmpty())
                .map(UsageEvent::subscriptionId)
                .collect(Collectors.toSet()));
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
