package dev.perennial.cases;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import dev.perennial.dunning.domain.Schedule;
import dev.perennial.dunning.domain.Slot;
import dev.perennial.dunning.domain.StepKind;
import dev.perennial.tenant.DunningPolicy;
import dev.perennial.tenant.DunningPolicy.FinalAction;

/** When unpaid invoices are overdue, tried again and escalated. */
final class DunningSchedules {
    private static final Items ITEMS = new Items(Sales.UTC);
    private static final int KILL_BILL_RETRIES = 6;

    private DunningSchedules() {}

    static Map<String, CaseBook.Mapping> killBill() {
        return Map.of("KB-SC-061", given -> escalated());
    }

    static Map<String, CaseBook.Mapping> lago() {
        return Map.of("dunning-single", DunningSchedules::overdue);
    }

    /** States 30, 40 and 50 days after the first unpaid invoice, attempts every 8 days. */
    private static Map<String, ?> escalated() {
        var policy = new DunningPolicy(
                Collections.nCopies(KILL_BILL_RETRIES, 8), 0, List.of(), List.of(30, 40, 50), 1, FinalAction.CANCEL);
        var schedule = new Schedule(policy, ZoneOffset.UTC);
        var issued = Instant.parse("2012-05-31T00:00:00Z");
        var attempts = new ArrayList<String>();
        for (var slot = schedule.afterAttempt(0, issued);
                slot.kind() == StepKind.RETRY;
                slot = schedule.afterAttempt(slot.number(), slot.at())) {
            attempts.add(day(slot.at()));
        }
        var states = new ArrayList<List<String>>();
        for (Slot slot = schedule.afterReminder(0, issued, issued);
                slot.kind() != StepKind.FINAL_ACTION;
                slot = schedule.afterReminder(slot.number(), issued, slot.at())) {
            states.add(List.of(day(slot.at()), "OD" + slot.number()));
        }
        var paper = Sales.sell(Sales.priced(Sales.MONTHLY, "249.95"), "2012-05-01", 30, 31)
                .runTo(Sales.noon("2012-06-30"));
        var items = ITEMS.of(paper.invoices());
        return Map.of(
                "states",
                states,
                "retries_of_first",
                attempts,
                "first_invoice",
                items.get(0),
                "second_invoice",
                items.get(1));
    }

    private static Map<String, ?> overdue(Case given) {
        var due = given.date("invoice_at")
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant()
                .plus(Duration.ofDays(given.number("net_term_days")));
        var overdueFrom = new Schedule(DunningPolicy.DEFAULT, ZoneOffset.UTC).pastDueAt(due);
        return Map.of("due", day(due), "overdue_from", day(overdueFrom));
    }

    private static String day(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC).toString();
    }
}
