package dev.perennial.migration.domain.source;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.perennial.migration.domain.ImportEntity;

import static dev.perennial.migration.domain.source.SourceObject.unsupported;

/**
 * Objects of Kill Bill's API: accounts, plans of its simple catalog, subscriptions, invoices with their items, and
 * invoice payments. Amounts are decimals of whole units there. Dates are local ones of the account; noon of UTC lies on
 * the same day in every zone but those beyond eleven hours east, whose boundaries are then reported as off the grid.
 * Since version 0.24 the times of a subscription are instants, but for the date through which it is charged.
 */
public final class KillBill {
    private KillBill() {}

    /**
     * The fields of a row. Fails with {@code validation_failed} for what has no counterpart here, naming Kill Bill's
     * field.
     */
    public static Map<String, Object> row(ImportEntity entity, Map<String, Object> fields) {
        var object = SourceObject.of(fields);
        return switch (entity) {
            case ACCOUNTS -> account(object);
            case PLANS -> plan(object);
            case SUBSCRIPTIONS -> subscription(object);
            case INVOICES -> invoice(object);
            case PAYMENTS -> payment(object);
            case CREDITS -> credit(object);
            case PAYMENT_METHODS ->
                throw unsupported("pluginInfo", "depends on the plugin: send the gateway's tokens as GENERIC rows");
            case USAGE -> throw unsupported("unitType", "is rolled up by day: send the uses as GENERIC rows");
        };
    }

    private static Map<String, Object> account(SourceObject account) {
        var locale = account.text("locale");
        return SourceObject.row(
                "external_id", account.text("accountId"),
                "name", account.firstText("name", "company", "externalKey"),
                "email", account.text("email"),
                "currency", account.currency("currency"),
                "timezone", account.text("timeZone"),
                "locale", locale == null ? null : locale.replace('_', '-'),
                "address",
                        SourceObject.row(
                                "line1", account.text("address1"),
                                "line2", account.text("address2"),
                                "city", account.text("city"),
                                "state", account.text("state"),
                                "postal_code", account.text("postalCode"),
                                "country", account.text("country")),
                "metadata",
                        account.has("externalKey") ? Map.of("external_key", account.required("externalKey")) : null);
    }

    private static Map<String, Object> plan(SourceObject plan) {
        var id = plan.required("planId");
        var currency = plan.required("currency").toUpperCase(Locale.ROOT);
        var interval = interval(plan);
        return SourceObject.row(
                "external_id", id,
                "code", SourceObject.code(id),
                "name", plan.firstText("productName", "planId"),
                "interval", interval.unit,
                "interval_count", interval.count,
                "trial_days", trialDays(plan),
                "charges",
                        List.of(SourceObject.row(
                                "code", "base",
                                "type", "RECURRING",
                                "model", "FLAT",
                                "prices",
                                        List.of(SourceObject.row(
                                                "currency", currency, "amount", plan.minor("amount", currency))))));
    }

    private record Interval(String unit, int count) {}

    private static Interval interval(SourceObject plan) {
        var period = plan.required("billingPeriod");
        return switch (period) {
            case "DAILY" -> new Interval("DAY", 1);
            case "WEEKLY" -> new Interval("WEEK", 1);
            case "BIWEEKLY" -> new Interval("WEEK", 2);
            case "THIRTY_DAYS" -> new Interval("DAY", 30);
            case "MONTHLY" -> new Interval("MONTH", 1);
            case "BIMESTRIAL" -> new Interval("MONTH", 2);
            case "QUARTERLY" -> new Interval("MONTH", 3);
            case "BIANNUAL" -> new Interval("MONTH", 6);
            case "ANNUAL" -> new Interval("YEAR", 1);
            case "BIENNIAL" -> new Interval("YEAR", 2);
            default -> throw unsupported("billingPeriod", "must be a period that recurs; it is " + period);
        };
    }

    private static @Nullable Long trialDays(SourceObject plan) {
        long length = plan.number("trialLength", 0);
        if (length == 0) {
            return null;
        }
        return switch (String.valueOf(plan.text("trialTimeUnit"))) {
            case "DAYS" -> length;
            case "WEEKS" -> Math.multiplyExact(length, 7L);
            default -> throw unsupported("trialTimeUnit", "must be DAYS or WEEKS; months have no fixed number of days");
        };
    }

    private static Map<String, Object> subscription(SourceObject subscription) {
        boolean trial = "TRIAL".equals(subscription.text("phaseType"));
        var paidThrough = noon(subscription, "chargedThroughDate");
        var state = subscription.required("state");
        return SourceObject.row(
                "external_id", subscription.text("subscriptionId"),
                "account_external_id", subscription.text("accountId"),
                "plan_external_id", subscription.text("planName"),
                "quantity", subscription.number("quantity", 1),
                "status",
                        switch (state) {
                            case "ACTIVE" -> trial ? "TRIALING" : "ACTIVE";
                            case "CANCELLED", "EXPIRED" -> "CANCELLED";
                            default ->
                                throw unsupported("state", "must be ACTIVE, CANCELLED or EXPIRED; it is " + state);
                        },
                "start_at", noon(subscription, "startDate"),
                "billing_anchor", anchor(subscription),
                "current_period_end", trial ? null : paidThrough,
                "trial_end", trial ? trialEnd(subscription, paidThrough) : null,
                "ended_at", noon(subscription, "billingEndDate"),
                "cancelled_at", noon(subscription, "cancelledDate"),
                "cancel_at_period_end", state.equals("ACTIVE") && subscription.has("cancelledDate"));
    }

    /** When the next phase begins; nothing is charged for a trial, so often it is charged through no date. */
    private static @Nullable String trialEnd(SourceObject subscription, @Nullable String paidThrough) {
        return subscription.list("events").stream()
                .filter(event -> "PHASE".equals(event.text("eventType")))
                .map(event -> noon(event, "effectiveDate"))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(paidThrough);
    }

    /** By the month, the cycle day of a month that has 31; otherwise the day on which billing began. */
    private static @Nullable String anchor(SourceObject subscription) {
        var start = day(subscription.firstText("billingStartDate", "startDate"));
        long day = subscription.number("billCycleDayLocal", 0);
        boolean byTheMonth = "MONTHLY".equals(subscription.text("billingPeriod"));
        if (start == null || !byTheMonth || day == 0) {
            return start;
        }
        try {
            return LocalDate.of(LocalDate.parse(start).getYear(), 1, Math.toIntExact(day))
                    .toString();
        } catch (DateTimeException | ArithmeticException e) {
            throw subscription.invalid("billCycleDayLocal", "must be a day of the month");
        }
    }

    private static @Nullable String day(@Nullable String time) {
        return time == null ? null : time.substring(0, Math.min(time.length(), 10));
    }

    private static @Nullable String noon(SourceObject object, String name) {
        var date = object.text(name);
        return date == null || date.contains("T") ? date : date + "T12:00:00Z";
    }

    private static Map<String, Object> invoice(SourceObject invoice) {
        if (!"COMMITTED".equals(invoice.text("status")) && !"VOID".equals(invoice.text("status"))) {
            throw unsupported("status", "must be COMMITTED or VOID");
        }
        var currency = invoice.required("currency").toUpperCase(Locale.ROOT);
        var items = invoice.list("items");
        var charged =
                items.stream().filter(item -> !isTax(item) && !isCredit(item)).toList();
        long subtotal = sum(charged, currency);
        long tax = sum(items.stream().filter(KillBill::isTax).toList(), currency);
        long balance = invoice.minor("balance", currency);
        long credit = sum(items.stream().filter(KillBill::isCredit).toList(), currency);
        long total = Math.addExact(subtotal, tax);
        boolean voided = "VOID".equals(invoice.text("status"));
        var first = charged.isEmpty() ? null : charged.getFirst();
        return SourceObject.row(
                "external_id",
                invoice.text("invoiceId"),
                "account_external_id",
                invoice.text("accountId"),
                "subscription_external_id",
                first == null ? null : first.text("subscriptionId"),
                "number",
                invoice.text("invoiceNumber"),
                "status",
                voided ? "VOID" : balance > 0 ? "OPEN" : "PAID",
                "currency",
                currency,
                "subtotal",
                subtotal,
                "tax_total",
                tax,
                "total",
                total,
                // Account credit that was used stands as a negative item; it was not paid, and is not open.
                "amount_paid",
                voided ? 0 : Math.max(0, Math.subtractExact(Math.addExact(total, credit), balance)),
                "amount_due",
                voided ? 0 : balance,
                "lines",
                charged.stream().map(item -> line(item, currency)).toList(),
                "period_start",
                first == null ? null : noon(first, "startDate"),
                "period_end",
                first == null ? null : noon(first, "endDate"),
                "issued_at",
                noon(invoice, "invoiceDate"));
    }

    private static boolean isTax(SourceObject item) {
        return "TAX".equals(item.text("itemType"));
    }

    private static boolean isCredit(SourceObject item) {
        return "CBA_ADJ".equals(item.text("itemType"));
    }

    private static long sum(List<SourceObject> items, String currency) {
        return items.stream().mapToLong(item -> item.minor("amount", currency)).reduce(0, Math::addExact);
    }

    private static Map<String, Object> line(SourceObject item, String currency) {
        var description = item.firstText("description", "prettyPlanName", "planName", "itemType");
        return SourceObject.row(
                "charge_code", "RECURRING".equals(item.text("itemType")) ? "base" : null,
                "description", description == null ? "Item" : description,
                "quantity", item.text("quantity"),
                "amount", item.minor("amount", currency),
                "period_start", noon(item, "startDate"),
                "period_end", noon(item, "endDate"));
    }

    private static Map<String, Object> payment(SourceObject payment) {
        var currency = payment.required("currency").toUpperCase(Locale.ROOT);
        var purchases = payment.list("transactions").stream()
                .filter(one -> "PURCHASE".equals(one.text("transactionType")))
                .toList();
        boolean succeeded = purchases.stream().anyMatch(one -> "SUCCESS".equals(one.text("status")));
        var last = purchases.isEmpty() ? null : purchases.getLast();
        if (last == null) {
            throw unsupported("transactions", "must hold a PURCHASE");
        }
        return SourceObject.row(
                "external_id",
                payment.text("paymentId"),
                "invoice_external_id",
                payment.text("targetInvoiceId"),
                "status",
                succeeded ? "SUCCEEDED" : "FAILED",
                "amount",
                succeeded ? payment.minor("purchasedAmount", currency) : last.minor("amount", currency),
                "refunded_amount",
                payment.minor("refundedAmount", currency),
                "currency",
                currency,
                "failure_code",
                succeeded ? null : last.text("gatewayErrorCode"),
                "occurred_at",
                last.text("effectiveDate"));
    }

    /** What an account has left stands on the account. */
    private static Map<String, Object> credit(SourceObject account) {
        var currency = account.required("currency").toUpperCase(Locale.ROOT);
        long left = account.minor("accountCBA", currency);
        if (left <= 0) {
            throw unsupported("accountCBA", "must be more than 0: the account has no credit");
        }
        return SourceObject.row(
                "external_id",
                account.text("accountId"),
                "account_external_id",
                account.text("accountId"),
                "amount",
                left,
                "currency",
                currency,
                "reason",
                "Credit at Kill Bill");
    }
}
