package dev.perennial.portal.web;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Currency;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import dev.perennial.invoice.document.Amounts;
import dev.perennial.invoice.document.Dates;

/**
 * How the portal writes amounts and days: in English, and by the account's own calendar. Templates know it as
 * {@code fmt}.
 */
public final class PortalFormat {
    private static final Locale LOCALE = Locale.US;
    private final Dates dates;

    PortalFormat(String timezone) {
        this.dates = new Dates(LOCALE, ZoneId.of(timezone));
    }

    /** An amount in minor units, with as many decimals as the currency has. */
    public String money(long minor, String currency) {
        return new Amounts(LOCALE, Currency.getInstance(currency)).money(minor);
    }

    public String day(@Nullable Instant instant) {
        return instant == null ? "–" : dates.day(instant);
    }

    public String number(BigDecimal value) {
        return value.stripTrailingZeros().toPlainString();
    }

    /** PAST_DUE as people write it. */
    public String words(Object state) {
        var text = state.toString().replace('_', ' ').toLowerCase(Locale.ROOT);
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    /** Which of the looks of a state fits: good, warn, bad, or none. */
    public String tone(Object state) {
        return switch (state.toString()) {
            case "ACTIVE", "PAID" -> "good";
            case "TRIALING", "OPEN", "PAUSED" -> "warn";
            case "PAST_DUE", "UNCOLLECTIBLE" -> "bad";
            default -> "";
        };
    }
}
