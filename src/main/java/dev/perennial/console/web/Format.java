package dev.perennial.console.web;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Currency;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.perennial.invoice.document.Amounts;

/** How the console writes amounts, times and states. Templates know it as {@code fmt}. */
public final class Format {
    static final Format INSTANCE = new Format();

    /** The console speaks English. */
    private static final Locale LOCALE = Locale.US;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm z", Locale.ENGLISH);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH);
    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("MMM uuuu", Locale.ENGLISH);
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final Map<String, String> PAGES = Map.of(
            "account", "/console/accounts",
            "invoice", "/console/invoices",
            "payment", "/console/payments",
            "subscription", "/console/subscriptions",
            "webhook_endpoint", "/console/webhooks");
    private static final int ID_SHOWN = 8;

    private Format() {}

    /** An amount in minor units, with as many decimals as the currency has. */
    public String money(@Nullable Long minor, String currency) {
        return minor == null ? "–" : new Amounts(LOCALE, Currency.getInstance(currency)).money(minor);
    }

    public String number(BigDecimal value) {
        return value.stripTrailingZeros().toPlainString();
    }

    /** 0.0312 as 3.12 %. */
    public String percent(@Nullable BigDecimal rate) {
        return rate == null ? "–" : rate.movePointRight(2).stripTrailingZeros().toPlainString() + " %";
    }

    /** A value of a chart: an amount, or a rate where there is no currency. */
    public String value(@Nullable BigDecimal value, @Nullable String currency) {
        return currency == null || value == null ? percent(value) : money(value.longValueExact(), currency);
    }

    /** Which of eleven shades a rate gets, from 0 for nothing to 10 for all. */
    public int shade(BigDecimal rate) {
        return Math.clamp(rate.movePointRight(1).longValue(), 0, 10);
    }

    public String time(@Nullable Instant instant) {
        return instant == null ? "–" : TIME.format(instant.atZone(UTC));
    }

    /** In the zone of an account, which is named. */
    public String time(@Nullable Instant instant, String zone) {
        return instant == null ? "–" : TIME.format(instant.atZone(ZoneId.of(zone)));
    }

    public String day(@Nullable Instant instant) {
        return instant == null ? "–" : DAY.format(instant.atOffset(ZoneOffset.UTC)) + " UTC";
    }

    public String day(LocalDate date) {
        return DAY.format(date);
    }

    public String month(LocalDate date) {
        return MONTH.format(date);
    }

    /** PAST_DUE, or invoice.past_due, as people write it. */
    public String words(@Nullable Object state) {
        if (state == null) {
            return "–";
        }
        var text = state.toString().replace('_', ' ').replace('.', ' ').toLowerCase(Locale.ROOT);
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    /** Which of the looks of a state fits: good, warn, bad, or none. */
    public String tone(@Nullable Object state) {
        return switch (String.valueOf(state)) {
            case "ACTIVE", "PAID", "SUCCEEDED", "DELIVERED" -> "good";
            case "TRIALING", "OPEN", "PENDING", "PROCESSING", "REQUIRES_ACTION", "UNKNOWN", "WARNING", "PAUSED" ->
                "warn";
            case "PAST_DUE", "FAILED", "BLOCKED", "UNCOLLECTIBLE", "DEAD" -> "bad";
            default -> "";
        };
    }

    /** Whether an object of the journal has a page of its own. */
    public boolean hasPage(String objectType) {
        return PAGES.containsKey(objectType);
    }

    public String page(String objectType, UUID id) {
        return PAGES.get(objectType) + "/" + id;
    }

    /** The end of an id, for places where all of it says no more. */
    public String shortId(Object id) {
        var text = id.toString();
        return text.length() <= ID_SHOWN ? text : text.substring(text.length() - ID_SHOWN);
    }

    /** {@code key:<id>} or {@code user:<subject>} as people read it. */
    public String actor(String actor) {
        int colon = actor.indexOf(':');
        if (colon < 0) {
            return actor;
        }
        var kind = actor.substring(0, colon);
        var name = actor.substring(colon + 1);
        return kind.equals("key") ? "key …" + shortId(name) : kind.equals("user") ? name : kind + " " + name;
    }
}
