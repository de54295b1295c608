package dev.perennial.plan.pricing;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.FieldError;
import dev.perennial.shared.money.Currencies;

/** What the charges of a plan must obey beyond their shape. All broken rules are reported at once. */
public final class PriceRules {
    private static final int UNIT_DECIMALS_MAX = 12;
    private static final long AMOUNT_MAX = 999_999_999_999L;

    private PriceRules() {}

    /** @return the broken rules; empty when the charges are sound */
    public static List<FieldError> check(List<Charge> charges) {
        var errors = new ArrayList<FieldError>();
        var codes = new HashSet<String>();
        for (int i = 0; i < charges.size(); i++) {
            var charge = charges.get(i);
            var field = "charges[" + i + "]";
            if (!codes.add(charge.code())) {
                errors.add(new FieldError(field + ".code", "duplicate_code", "is used by another charge of the plan"));
            }
            checkPrices(field, charge, errors);
        }
        return errors;
    }

    private static void checkPrices(String chargeField, Charge charge, List<FieldError> errors) {
        var currencies = new HashSet<String>();
        for (int i = 0; i < charge.prices().size(); i++) {
            var price = charge.prices().get(i);
            var field = chargeField + ".prices[" + i + "]";
            if (price == null || price.currency() == null) {
                errors.add(new FieldError(field + ".currency", "required", "must be given"));
                continue;
            }
            try {
                Currencies.require(field + ".currency", price.currency());
            } catch (DomainException e) {
                errors.addAll(e.fieldErrors());
            }
            if (!currencies.add(price.currency())) {
                errors.add(new FieldError(
                        field + ".currency", "duplicate_currency", "has another price in the same charge"));
            }
            switch (charge.model()) {
                case FLAT -> checkFlat(field, price, errors);
                case PER_UNIT -> checkPerUnit(field, price, errors);
            }
        }
    }

    private static void checkFlat(String field, Price price, List<FieldError> errors) {
        if (price.amount() == null) {
            errors.add(new FieldError(field + ".amount", "required", "must be given for the FLAT model"));
        } else if (price.amount() < 0 || price.amount() > AMOUNT_MAX) {
            errors.add(new FieldError(field + ".amount", "out_of_range", "must be between 0 and " + AMOUNT_MAX));
        }
        if (price.unitAmount() != null) {
            errors.add(new FieldError(field + ".unit_amount", "not_allowed", "belongs to the PER_UNIT model"));
        }
    }

    private static void checkPerUnit(String field, Price price, List<FieldError> errors) {
        var unitAmount = price.unitAmount();
        if (unitAmount == null) {
            errors.add(new FieldError(field + ".unit_amount", "required", "must be given for the PER_UNIT model"));
        } else if (unitAmount.signum() < 0 || unitAmount.compareTo(BigDecimal.valueOf(AMOUNT_MAX)) > 0) {
            errors.add(new FieldError(field + ".unit_amount", "out_of_range", "must be between 0 and " + AMOUNT_MAX));
        } else if (unitAmount.stripTrailingZeros().scale() > UNIT_DECIMALS_MAX) {
            errors.add(new FieldError(
                    field + ".unit_amount", "out_of_range", "must have at most " + UNIT_DECIMALS_MAX + " decimals"));
        }
        if (price.amount() != null) {
            errors.add(new FieldError(field + ".amount", "not_allowed", "belongs to the FLAT model"));
        }
    }
}
