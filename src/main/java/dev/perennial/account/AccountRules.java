package dev.perennial.account;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.FieldError;
import dev.perennial.shared.money.Currencies;
import dev.perennial.shared.time.TimeZones;

/** What the details of an account must obey beyond their shape. */
final class AccountRules {
    static final FieldError EXTERNAL_ID_TAKEN =
            new FieldError("external_id", "external_id_taken", "belongs to another account");

    private AccountRules() {}

    /** What is wrong with the details of a new account by themselves. */
    static List<FieldError> errors(AccountDetails details) {
        return errors(details, null);
    }

    /** @param zoneOfBefore is left alone, even if it would not be accepted any more; null if there was none */
    static List<FieldError> errors(AccountDetails details, @Nullable String zoneOfBefore) {
        var errors = new ArrayList<FieldError>();
        try {
            Currencies.require("currency", details.currency());
        } catch (DomainException e) {
            errors.addAll(e.fieldErrors());
        }
        var zone = details.timezoneOrDefault();
        if (!zone.equals(zoneOfBefore)) {
            try {
                TimeZones.require("timezone", zone);
            } catch (DomainException e) {
                errors.addAll(e.fieldErrors());
            }
        }
        return errors;
    }
}
