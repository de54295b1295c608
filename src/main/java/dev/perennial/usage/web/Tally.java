package dev.perennial.usage.web;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.swagger.v3.oas.annotations.media.Schema;

import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.FieldError;
import dev.perennial.usage.UsageOutcome;
import dev.perennial.usage.UsageReport;
import dev.perennial.usage.UsageService;

/** Reports events and counts what becomes of them. */
final class Tally {
    private static final int NAMED_MAX = 1_000;
    private final UsageService usage;
    private final List<RejectedEvent> rejected = new ArrayList<>();
    private long accepted;
    private long duplicates;
    private long rejections;

    Tally(UsageService usage) {
        this.usage = usage;
    }

    /** @param index its place among those sent, from 0 */
    record RejectedEvent(
            long index, @Schema(example = "unknown_metric") String code, String detail) {}

    /** An event and its place among those sent. */
    record Sent(long index, ReportedEvent event) {}

    /** Reports the readable ones in one transaction. */
    void report(List<Sent> events) {
        var refused = new ArrayList<RejectedEvent>();
        var reports = new ArrayList<UsageReport>();
        var places = new ArrayList<Long>();
        for (var sent : events) {
            if (sent.event().failure() != null) {
                refused.add(unreadable(sent.index(), sent.event().failure()));
            } else if (sent.event().report() != null) {
                reports.add(sent.event().report());
                places.add(sent.index());
            }
        }
        var outcomes = usage.record(reports);
        for (int i = 0; i < outcomes.size(); i++) {
            switch (outcomes.get(i)) {
                case UsageOutcome.Accepted() -> accepted++;
                case UsageOutcome.Duplicate() -> duplicates++;
                case UsageOutcome.Rejected(var kind, var error) -> refused.add(rejected(places.get(i), error));
            }
        }
        rejections += refused.size();
        refused.stream()
                .sorted(Comparator.comparingLong(RejectedEvent::index))
                .limit(NAMED_MAX - rejected.size())
                .forEach(rejected::add);
    }

    long accepted() {
        return accepted;
    }

    long duplicates() {
        return duplicates;
    }

    /** How many were rejected, named or not. */
    long rejections() {
        return rejections;
    }

    /** The first that were rejected, in the order in which they were sent. */
    List<RejectedEvent> rejected() {
        return rejected;
    }

    private static RejectedEvent unreadable(long index, DomainException failure) {
        return failure.fieldErrors().isEmpty()
                ? new RejectedEvent(index, failure.code(), failure.detail())
                : rejected(index, failure.fieldErrors().getFirst());
    }

    private static RejectedEvent rejected(long index, FieldError error) {
        var field = error.field().isEmpty() ? "event" : error.field();
        return new RejectedEvent(index, error.code(), field + ": " + error.message());
    }
}
