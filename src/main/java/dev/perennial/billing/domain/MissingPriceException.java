package dev.perennial.billing.domain;

/** A charge of the plan cannot be billed in the subscription's currency. */
public final class MissingPriceException extends IllegalStateException {
    MissingPriceException(String chargeCode, String currency) {
        super("Charge '" + chargeCode + "' has no price in " + currency);
    }
}
