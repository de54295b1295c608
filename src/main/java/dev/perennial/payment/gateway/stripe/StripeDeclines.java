package dev.perennial.payment.gateway.stripe;

import java.util.Set;

import com.stripe.model.StripeError;
import org.jspecify.annotations.Nullable;

import dev.perennial.payment.gateway.ChargeOutcome.DeclineKind;
import dev.perennial.payment.gateway.ChargeOutcome.Declined;

/** What Stripe's decline codes mean for us. A code nobody has heard of is a soft decline, never an error. */
final class StripeDeclines {
    static final String GENERIC_CODE = "card_declined";
    static final String GENERIC_MESSAGE = "The payment method was declined.";
    static final String AUTHENTICATION_REQUIRED = "authentication_required";
    private static final int MESSAGE_CHARS_MAX = 300;

    /** Telling the payer these would warn a thief or accuse a customer; Stripe wants them shown as a plain decline. */
    private static final Set<String> SECRET = Set.of("fraudulent", "lost_card", "stolen_card", "merchant_blacklist");

    /** Stripe's own list of codes it never retries on the same method, and those that only the customer can mend. */
    private static final Set<String> HARD = Set.of(
            "incorrect_number",
            "lost_card",
            "pickup_card",
            "stolen_card",
            "revocation_of_authorization",
            "revocation_of_all_authorizations",
            AUTHENTICATION_REQUIRED,
            "highest_risk_level",
            "transaction_not_allowed",
            "fraudulent",
            "merchant_blacklist",
            "card_not_supported",
            "currency_not_supported",
            "do_not_try_again",
            "expired_card",
            "incorrect_cvc",
            "incorrect_zip",
            "invalid_account",
            "invalid_cvc",
            "invalid_expiry_month",
            "invalid_expiry_year",
            "invalid_number",
            "restricted_card",
            "stop_payment_order");

    private static final Set<String> HARD_ADVICE = Set.of("do_not_try_again", "confirm_card_data");

    private StripeDeclines() {}

    /** The code that says most: the bank's where there is one. Null when Stripe gave none. */
    static @Nullable String code(StripeError error) {
        return error.getDeclineCode() != null ? error.getDeclineCode() : error.getCode();
    }

    static boolean asksForAuthentication(StripeError error) {
        return AUTHENTICATION_REQUIRED.equals(error.getDeclineCode())
                || AUTHENTICATION_REQUIRED.equals(error.getCode());
    }

    /** A refusal by the bank or by Stripe's risk rules. */
    static Declined byBank(@Nullable String paymentIntentId, StripeError error) {
        var code = code(error);
        if (code == null) {
            return new Declined(paymentIntentId, GENERIC_CODE, GENERIC_MESSAGE, DeclineKind.SOFT);
        }
        var kind = HARD.contains(code) || HARD_ADVICE.contains(orEmpty(error.getAdviceCode()))
                ? DeclineKind.HARD
                : DeclineKind.SOFT;
        return new Declined(paymentIntentId, shownCode(error), shownMessage(error), kind);
    }

    /** The code fit for showing: never one that must be kept from the payer. */
    static String shownCode(StripeError error) {
        var code = code(error);
        return code == null || isSecret(error) ? GENERIC_CODE : code;
    }

    /** Stripe writes messages of card errors for the payer; all others are for developers and may name internals. */
    static String shownMessage(StripeError error) {
        var message = error.getMessage();
        if (message == null || message.isBlank() || isSecret(error) || !"card_error".equals(error.getType())) {
            return GENERIC_MESSAGE;
        }
        return message.length() <= MESSAGE_CHARS_MAX ? message : message.substring(0, MESSAGE_CHARS_MAX);
    }

    private static boolean isSecret(StripeError error) {
        return SECRET.contains(orEmpty(error.getDeclineCode())) || SECRET.contains(orEmpty(error.getCode()));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
