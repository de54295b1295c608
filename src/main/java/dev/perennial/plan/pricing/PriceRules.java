package dev.perennial.plan.pricing;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.FieldError;
import dev.perennial.shared.money.Currencies;

/** What the charges of a plan must obey beyond their shape. All broken rules are reported at once. */
public final class PriceRules {
    private static final int UNIT_DECIMALS_MAX = 12;
    private static final int TIERS_MAX = 100;
    private static final long AMOUNT_MAX = 999_999_999_999L;
    private static final long QUANTITY_MAX = 1_000_000_000_000L;

    /** The parts of a price. */
    @SuppressWarnings("ImmutableEnumChecker") // method references hold no state
    private enum Part {
        AMOUNT("amount", Price::amount),
        UNIT_AMOUNT("unit_amount", Price::unitAmount),
        TIERS("tiers", Price::tiers),
        PACKAGE_SIZE("package_size", Price::packageSize),
        PACKAGE_AMOUNT("package_amount", Price::packageAmount),
        RATE_PERCENT("rate_percent", Price::ratePercent),
        FIXED_AMOUNT("fixed_amount", Price::fixedAmount),
        FREE_UNITS("free_units", Price::freeUnits),
        FREE_EVENTS("free_events", Price::freeEvents),
        MIN_AMOUNT("min_amount", Price::minAmount),
        MAX_AMOUNT("max_amount", Price::maxAmount),
        PER_EVENT_MIN_AMOUNT("per_event_min_amount", Price::perEventMinAmount),
        PER_EVENT_MAX_AMOUNT("per_event_max_amount", Price::perEventMaxAmount);

        private final String field;
        private final Function<Price, @Nullable Object> value;

        Part(String field, Function<Price, @Nullable Object> value) {
            this.field = field;
            this.value = value;
        }
    }

    private static Set<Part> required(ChargeModel model) {
        return switch (model) {
            case FLAT -> EnumSet.of(Part.AMOUNT);
            case PER_UNIT -> EnumSet.of(Part.UNIT_AMOUNT);
            case GRADUATED, VOLUME -> EnumSet.of(Part.TIERS);
            case PACKAGE -> EnumSet.of(Part.PACKAGE_SIZE, Part.PACKAGE_AMOUNT);
            case PERCENTAGE -> EnumSet.of(Part.RATE_PERCENT);
        };
    }

    private static Set<Part> optional(ChargeModel model) {
        return switch (model) {
            case FLAT, GRADUATED, VOLUME -> EnumSet.noneOf(Part.class);
            case PER_UNIT, PACKAGE -> EnumSet.of(Part.FREE_UNITS);
            case PERCENTAGE ->
                EnumSet.of(
                        Part.FIXED_AMOUNT,
                        Part.FREE_UNITS,
                        Part.FREE_EVENTS,
                        Part.MIN_AMOUNT,
                        Part.MAX_AMOUNT,
                        Part.PER_EVENT_MIN_AMOUNT,
                        Part.PER_EVENT_MAX_AMOUNT);
        };
    }

    private final List<FieldError> errors = new ArrayList<>();

    private PriceRules() {}

    /** @return the broken rules; empty when the charges are sound */
    public static List<FieldError> check(List<Charge> charges) {
        var rules = new PriceRules();
        var codes = new HashSet<String>();
        for (int i = 0; i < charges.size(); i++) {
            var charge = charges.get(i);
            var field = "charges[" + i + "]";
            if (!codes.add(charge.code())) {
                rules.report(field + ".code", "duplicate_code", "is used by another charge of the plan");
            }
            rules.checkUse(field, charge);
            rules.checkCommitments(field + ".minimum_commitments", charge.minimumCommitments());
            rules.checkPrices(field, charge);
        }
        return rules.errors;
    }

    /** @return the broken rules of what a plan comes to at least; empty when there are none, or they are sound */
    public static List<FieldError> checkCommitments(@Nullable List<Commitment> commitments) {
        var rules = new PriceRules();
        rules.checkCommitments("minimum_commitments", commitments);
        return rules.errors;
    }

    private void checkCommitments(String field, @Nullable List<Commitment> commitments) {
        var currencies = new HashSet<String>();
        for (int i = 0; commitments != null && i < commitments.size(); i++) {
            checkCurrency(field + "[" + i + "].currency", commitments.get(i).currency(), currencies);
        }
    }

    private void checkCurrency(String field, String currency, Set<String> others) {
        try {
            Currencies.require(field, currency);
        } catch (DomainException e) {
            errors.addAll(e.fieldErrors());
        }
        if (!others.add(currency)) {
            report(field, "duplicate_currency", "stands beside another one of the same currency");
        }
    }

    /** What belongs to one type of charge only. */
    private void checkUse(String field, Charge charge) {
        boolean forUsage = charge.type() == ChargeType.USAGE;
        if (forUsage && charge.metric() == null) {
            report(field + ".metric", "required", "must be given for a USAGE charge");
        }
        if (!forUsage && charge.metric() != null) {
            report(field + ".metric", "not_allowed", "belongs to USAGE charges");
        }
        if (!forUsage && charge.aggregation() != null) {
            report(field + ".aggregation", "not_allowed", "belongs to USAGE charges");
        }
        if (!forUsage && charge.minimumCommitments() != null) {
            report(field + ".minimum_commitments", "not_allowed", "belongs to USAGE charges");
        }
        if (charge.type() != ChargeType.RECURRING && charge.timing() != null) {
            report(field + ".timing", "not_allowed", "belongs to RECURRING charges");
        }
        if (charge.aggregationOrSum() != Aggregation.SUM
                && charge.prices().stream().anyMatch(PriceRules::hasEventLimits)) {
            report(field + ".aggregation", "not_allowed", "must be SUM where a price has limits for each event");
        }
        if (forUsage && charge.model() == ChargeModel.FLAT) {
            report(field + ".model", "not_allowed", "does not depend on usage; make the charge RECURRING");
        }
    }

    private static boolean hasEventLimits(@Nullable Price price) {
        return price != null && (price.perEventMinAmount() != null || price.perEventMaxAmount() != null);
    }

    private void checkPrices(String chargeField, Charge charge) {
        var currencies = new HashSet<String>();
        for (int i = 0; i < charge.prices().size(); i++) {
            var price = charge.prices().get(i);
            var field = chargeField + ".prices[" + i + "]";
            if (price == null || price.currency() == null) {
                report(field + ".currency", "required", "must be given");
                continue;
            }
            checkCurrency(field + ".currency", price.currency(), currencies);
            checkParts(field, charge.model(), price);
        }
    }

    private void checkParts(String field, ChargeModel model, Price price) {
        for (var part : Part.values()) {
            var value = part.value.apply(price);
            var partField = field + "." + part.field;
            if (required(model).contains(part)) {
                if (value == null) {
                    report(partField, "required", "must be given for the " + model + " model");
                } else {
                    checkValue(partField, part, value);
                }
            } else if (value != null && optional(model).contains(part)) {
                checkValue(partField, part, value);
            } else if (value != null) {
                report(partField, "not_allowed", "does not belong to the " + model + " model");
            }
        }
        if (price.minAmount() != null && price.maxAmount() != null && price.minAmount() > price.maxAmount()) {
            report(field + ".max_amount", "out_of_range", "must not be less than min_amount");
        }
        checkPerEvent(field, price);
    }

    private void checkPerEvent(String field, Price price) {
        var least = price.perEventMinAmount();
        var most = price.perEventMaxAmount();
        if (least != null && most != null && least > most) {
            report(field + ".per_event_max_amount", "out_of_range", "must not be less than per_event_min_amount");
        }
        boolean hasFree = price.freeUnits() != null || price.freeEvents() != null;
        if (hasFree && (least != null || most != null)) {
            var name = least != null ? ".per_event_min_amount" : ".per_event_max_amount";
            report(field + name, "not_allowed", "cannot be combined with free_units or free_events");
        }
    }

    @SuppressWarnings("unchecked") // TIERS alone holds a list, and one of tiers
    private void checkValue(String field, Part part, Object value) {
        switch (part) {
            case AMOUNT,
                    PACKAGE_AMOUNT,
                    FIXED_AMOUNT,
                    MIN_AMOUNT,
                    MAX_AMOUNT,
                    PER_EVENT_MIN_AMOUNT,
                    PER_EVENT_MAX_AMOUNT -> checkRange(field, (Long) value, 0, AMOUNT_MAX);
            case PACKAGE_SIZE -> checkRange(field, (Long) value, 1, QUANTITY_MAX);
            case FREE_EVENTS -> checkRange(field, (Long) value, 0, QUANTITY_MAX);
            case UNIT_AMOUNT, RATE_PERCENT -> checkDecimal(field, (BigDecimal) value, AMOUNT_MAX);
            case FREE_UNITS -> checkDecimal(field, (BigDecimal) value, QUANTITY_MAX);
            case TIERS -> checkTiers(field, (List<@Nullable Tier>) value);
        }
    }

    private void checkTiers(String field, List<@Nullable Tier> tiers) {
        if (tiers.isEmpty() || tiers.size() > TIERS_MAX) {
            report(field, "size_out_of_range", "must be 1 to " + TIERS_MAX);
        }
        var above = BigDecimal.ZERO;
        for (int i = 0; i < tiers.size(); i++) {
            var tier = tiers.get(i);
            var tierField = field + "[" + i + "]";
            if (tier == null) {
                report(tierField, "required", "must be given");
                continue;
            }
            checkTierPrice(tierField, tier);
            boolean isLast = i == tiers.size() - 1;
            var upTo = tier.upTo();
            if (isLast != (upTo == null)) {
                report(
                        tierField + ".up_to",
                        isLast ? "not_allowed" : "required",
                        isLast
                                ? "must be null in the last tier, which has no end"
                                : "must be given, except in the last tier");
            } else if (upTo != null) {
                checkDecimal(tierField + ".up_to", upTo, QUANTITY_MAX);
                if (upTo.compareTo(above) <= 0) {
                    report(tierField + ".up_to", "not_rising", "must be greater than in the tier before");
                }
                above = upTo;
            }
        }
    }

    private void checkTierPrice(String field, Tier tier) {
        if (tier.unitAmount() == null && tier.flatAmount() == null) {
            report(field + ".unit_amount", "required", "must be given, or flat_amount, or both");
        }
        if (tier.unitAmount() != null) {
            checkDecimal(field + ".unit_amount", tier.unitAmount(), AMOUNT_MAX);
        }
        if (tier.flatAmount() != null) {
            checkRange(field + ".flat_amount", tier.flatAmount(), 0, AMOUNT_MAX);
        }
    }

    private void checkRange(String field, long value, long least, long most) {
        if (value < least || value > most) {
            report(field, "out_of_range", "must be between " + least + " and " + most);
        }
    }

    private void checkDecimal(String field, BigDecimal value, long most) {
        if (value.signum() < 0 || value.compareTo(BigDecimal.valueOf(most)) > 0) {
            report(field, "out_of_range", "must be between 0 and " + most);
        } else if (value.stripTrailingZeros().scale() > UNIT_DECIMALS_MAX) {
            report(field, "out_of_range", "must have at most " + UNIT_DECIMALS_MAX + " decimals");
        }
    }

    private void report(String field, String code, String message) {
        errors.add(new FieldError(field, code, message));
    }
}
