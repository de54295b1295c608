package dev.perennial.cases;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;

import dev.perennial.billing.domain.PaperBilling;
import dev.perennial.billing.domain.Terms;
import dev.perennial.invoice.domain.DraftLine;
import dev.perennial.plan.pricing.Charge;
import dev.perennial.plan.pricing.Explanation;
import dev.perennial.shared.time.BillingInterval;
import dev.perennial.shared.time.Granularity;

/** How Lago's cases are sold. Its amounts in cents are our minor units. */
final class LagoSales {
    /** A Monday, the first of a month, a quarter and a year. */
    static final LocalDate CALENDAR = LocalDate.of(2018, 1, 1);

    private LagoSales() {}

    /** The subscription of a case, in the calendar of its customer. */
    static PaperBilling sell(Case given) {
        var zone = given.has("customer_timezone") ? ZoneId.of(given.text("customer_timezone")) : Sales.UTC;
        int trialDays = given.has("trial_days") ? (int) given.number("trial_days") : 0;
        return PaperBilling.sell(terms(given), zone, Granularity.DAY, start(given), trialDays, CALENDAR);
    }

    static PaperBilling sell(Terms terms, Instant start) {
        return PaperBilling.sell(terms, Sales.UTC, Granularity.DAY, start, 0, CALENDAR);
    }

    static Terms terms(Case given) {
        var cents = List.of("plan_cents", "cents", "fixed_charge_cents").stream()
                .filter(given::has)
                .findFirst()
                .orElseThrow();
        boolean inArrears =
                given.has("pay_in_advance") && given.text("pay_in_advance").equals("false");
        Charge charge =
                inArrears ? Sales.inArrears("base", given.number(cents)) : Sales.inAdvance("base", given.number(cents));
        return Sales.terms(given.has("interval") ? interval(given.text("interval")) : Sales.MONTHLY, charge);
    }

    private static BillingInterval interval(String name) {
        return switch (name) {
            case "weekly" -> Sales.WEEKLY;
            case "monthly" -> Sales.MONTHLY;
            case "quarterly" -> Sales.QUARTERLY;
            default -> throw new IllegalArgumentException(name);
        };
    }

    static Terms plan(long cents) {
        return Sales.terms(Sales.MONTHLY, Sales.inAdvance("base", cents));
    }

    static Instant start(Case given) {
        return instant(given.text("start"));
    }

    /** An instant, or noon of a date, which may lack its year. */
    static Instant instant(String text) {
        if (text.contains("T")) {
            return OffsetDateTime.parse(text).toInstant();
        }
        return Sales.noon(text.length() == 5 ? "2023-" + text : text);
    }

    /** Such as 17/31, as the line explains it. */
    static List<String> daysOf(DraftLine line) {
        var share = ((Explanation) line.explanation()).share();
        return share == null ? List.of() : List.of(share.split("/", -1));
    }
}
