package dev.perennial.dunning.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import dev.perennial.tenant.DunningPolicy;

/**
 * When what is due next in a case, by the policy and the account's own days.
 * <pre>
 * charged   declined ──3──▶ retry ──5──▶ retry ──7──▶ retry ──7──▶ last retry ──7──▶ final action
 * sent      issued … ──▶ 3 days before due ──▶ due day ──▶ 3, 7 days after ──▶ 14: last notice ──7──▶ final action
 * </pre>
 * Days are local days and steps are taken at the policy's hour. Attempts are counted from the one before, so a worker
 * that was away for a week does not make up for it by trying three times in a row; reminders are counted from the due
 * date.
 */
public final class Schedule {
    private final DunningPolicy policy;
    private final ZoneId zone;
    /** In days after the due date, rising; negative before it. */
    private final List<Integer> reminderDays;

    /** @param policy in which nothing is absent */
    public Schedule(DunningPolicy policy, ZoneId zone) {
        this.policy = policy;
        this.zone = zone;
        this.reminderDays = reminderDays(policy);
    }

    /** From when an invoice is late: the due day itself is still in time. */
    public Instant pastDueAt(Instant dueAt) {
        return localDate(dueAt).plusDays(1).atStartOfDay(zone).toInstant();
    }

    /** Whether the attempt of this slot is the last one. */
    public boolean isLastAttempt(int slot) {
        return slot >= retryDays().size();
    }

    /** What follows an attempt. {@code slot} is 0 for the one that began the case. */
    public Slot afterAttempt(int slot, Instant attemptedAt) {
        var days = retryDays();
        return slot < days.size()
                ? new Slot(slot + 1, StepKind.RETRY, at(localDate(attemptedAt).plusDays(days.get(slot))))
                : finalAction(slot + 1, attemptedAt);
    }

    /**
     * What follows for an invoice that was sent. Reminders whose time has passed are left out.
     *
     * @param slot the last one taken, 0 for none
     * @param anchor the due date, or what the reminders after it are counted from instead
     */
    public Slot afterReminder(int slot, Instant anchor, Instant now) {
        var days = reminderDays;
        for (int i = slot; i < days.size(); i++) {
            var at = at(localDate(anchor).plusDays(days.get(i)));
            if (at.isAfter(now)) {
                var isLast = i == days.size() - 1;
                return new Slot(i + 1, isLast ? StepKind.LAST_NOTICE : StepKind.REMINDER, at);
            }
        }
        // Nobody is blocked who was never told for the last time.
        return slot < days.size()
                ? new Slot(days.size(), StepKind.LAST_NOTICE, at(localDate(now).plusDays(1)))
                : finalAction(days.size() + 1, now);
    }

    private Slot finalAction(int number, Instant from) {
        var days = Objects.requireNonNull(policy.finalActionDays());
        return new Slot(number, StepKind.FINAL_ACTION, at(localDate(from).plusDays(days)));
    }

    /** The same step a day later, because a payment is under way. */
    public Instant dayLater(Instant from) {
        return at(localDate(from).plusDays(1));
    }

    private List<Integer> retryDays() {
        return Objects.requireNonNull(policy.retryDays());
    }

    private static List<Integer> reminderDays(DunningPolicy policy) {
        var days = new ArrayList<Integer>();
        Objects.requireNonNull(policy.remindDaysBeforeDue()).forEach(before -> days.add(-before));
        days.addAll(Objects.requireNonNull(policy.remindDaysAfterDue()));
        return days.stream().distinct().sorted().toList();
    }

    private LocalDate localDate(Instant instant) {
        return LocalDate.ofInstant(instant, zone);
    }

    private Instant at(LocalDate day) {
        return day.atTime(Objects.requireNonNull(policy.hour()), 0).atZone(zone).toInstant();
    }
}
