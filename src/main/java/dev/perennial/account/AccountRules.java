package dev.perennial.account;

import java.util.ArrayList;
import java.util.List;

import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.FieldError;
import dev.perennial.shared.money.Currencies;
import dev.perennial.shared.time.TimeZones;

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
            TimeZones.require("timezone", details.timezoneOrDefault());
        } catch (DomainException e) {
            errors.addAll(e.fieldErrors());
        }
        return errors;
    }
}
