package dev.perennial.account;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.FieldError;
import dev.perennial.shared.money.Currencies;

/** What the details of an account must obey beyond their shape. */
final class AccountRules {
    static final FieldError EXTERNAL_ID_TAKEN =
            new FieldError("external_id", "external_id_taken", "belongs to another account");

    private AccountRules() {}

    /** What is wrong with details by themselves. */
    static List<FieldError> errors(AccountDetails details) {
        var errors = new ArrayList<FieldError>();
        try {
            Currencies.require("currency", details.currency());
        } catch (DomainException e) {
            errors.addAll(e.fieldErrors());
        }
        try {
            ZoneId.of(details.timezoneOrDefault());
        } catch (DateTimeException e) {
            errors.add(new FieldError(
                    "timezone",
                    "unknown_time_zone",
                    "'" + details.timezone() + "' is not an IANA time zone such as Europe/Berlin"));
        }
        return errors;
    }
}
