package dev.perennial.usage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.plan.PlanService;
import dev.perennial.plan.PlanTerms;
import dev.perennial.shared.error.ErrorKind;
import dev.perennial.subscription.MeteredSubscriptions;
import dev.perennial.subscription.MeteredSubscriptions.Metered;
import dev.perennial.usage.MeteredPeriods.Moment;
import dev.perennial.usage.ReplacedEvents.Original;
import dev.perennial.usage.ReplacedEvents.Reference;
import dev.perennial.usage.UsageRules.Verdict;
import dev.perennial.usage.UsageWatches.Watch;

/**
 * Finds out what has to be known of reports to apply {@link UsageRules}: a query for each kind of fact, however many
 * there are.
 */
@Component
class UsageJudge {
    private final MeteredSubscriptions subscriptions;
    private final PlanService plans;
    private final MeteredPeriods periods;
    private final ReplacedEvents replacedEvents;
    private final UsageWatches watches;

    UsageJudge(
            MeteredSubscriptions subscriptions,
            PlanService plans,
            MeteredPeriods periods,
            ReplacedEvents replacedEvents,
            UsageWatches watches) {
        this.subscriptions = subscriptions;
        this.plans = plans;
        this.periods = periods;
        this.replacedEvents = replacedEvents;
        this.watches = watches;
    }

    /**
     * A verdict for each report, in their order. Holds the subscriptions and what is to be replaced until the
     * transaction ends.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    List<Verdict> all(List<UsageReport> reports, Instant now) {
        var sound = reports.stream()
                .filter(report -> UsageRules.shapeError(report) == null)
                .toList();
        var ids = sound.stream().map(UsageReport::subscriptionId).collect(Collectors.toSet());
        var known = ids.isEmpty()
                ? new Known(Map.of(), Map.of(), Map.of())
                : new Known(subscriptions.hold(ids), originals(sound), watches.among(ids));
        known.readPeriods(sound, now);
        var verdicts = new ArrayList<Verdict>();
        for (var report : reports) {
            var error = UsageRules.shapeError(report);
            verdicts.add(error == null ? known.judge(report, now) : new Verdict.No(ErrorKind.INVALID, error));
        }
        return verdicts;
    }

    private Map<Reference, Original> originals(List<UsageReport> reports) {
        var references = reports.stream()
                .filter(report -> report.replaces() != null)
                .map(Reference::of)
                .distinct()
                .toList();
        return references.isEmpty() ? Map.of() : replacedEvents.hold(references);
    }

    /** What is known of the reports of one call. */
    private final class Known {
        private final Map<UUID, Metered> found;
        private final Map<Reference, Original> originals;
        private final Map<UUID, Watch> watched;
        private final Set<UUID> replacedHere = new HashSet<>();
        private Map<Moment, MeteredPeriod> lateFor = Map.of();
        private Map<UUID, PlanTerms> terms = Map.of();

        private Known(Map<UUID, Metered> found, Map<Reference, Original> originals, Map<UUID, Watch> watched) {
            this.found = found;
            this.originals = originals;
            this.watched = watched;
        }

        /** Most batches have nothing that is late, and then nothing is asked. */
        private void readPeriods(List<UsageReport> reports, Instant now) {
            var late = new HashSet<Moment>();
            for (var report : reports) {
                addIfLate(late, report.subscriptionId(), UsageRules.occurredAt(timed(report), now));
                var original = original(report);
                if (original != null) {
                    addIfLate(late, report.subscriptionId(), original.occurredAt());
                }
            }
            lateFor = periods.covering(late);
            var versions = new HashSet<UUID>();
            found.values().forEach(subscription -> versions.add(subscription.planVersionId()));
            lateFor.values().forEach(period -> versions.add(period.planVersionId()));
            terms = plans.terms(versions);
        }

        private void addIfLate(Set<Moment> late, UUID subscriptionId, Instant at) {
            var subscription = found.get(subscriptionId);
            if (subscription != null && UsageRules.isLate(subscription, at)) {
                late.add(new Moment(subscriptionId, at));
            }
        }

        private Verdict judge(UsageReport report, Instant now) {
            var timed = timed(report);
            var subscription = found.get(report.subscriptionId());
            var late = lateFor.get(new Moment(report.subscriptionId(), UsageRules.occurredAt(timed, now)));
            var version =
                    late != null ? late.planVersionId() : subscription == null ? null : subscription.planVersionId();
            var original = original(report);
            var verdict = UsageRules.judge(
                    timed,
                    new UsageRules.Facts(
                            subscription,
                            version == null ? null : terms.get(version),
                            late,
                            original,
                            original == null
                                    ? null
                                    : lateFor.get(new Moment(report.subscriptionId(), original.occurredAt())),
                            watched.get(report.subscriptionId())),
                    now);
            if (verdict instanceof Verdict.Yes && original != null) {
                replacedHere.add(original.id());
            }
            return verdict;
        }

        /** What replaces an event and says no time of its own takes the time of that event. */
        private UsageReport timed(UsageReport report) {
            var original = report.timestamp() == null ? original(report) : null;
            return original == null ? report : report.at(original.occurredAt());
        }

        private @Nullable Original original(UsageReport report) {
            var original = report.replaces() == null ? null : originals.get(Reference.of(report));
            return original != null && replacedHere.contains(original.id()) ? original.replacedByNow() : original;
        }
    }
}
