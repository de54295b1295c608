package dev.perennial.payment.gateway.simulated;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

import dev.perennial.payment.gateway.ChargeOutcome.DeclineKind;
import dev.perennial.payment.gateway.PaymentGateway.GatewayRefusal;
import dev.perennial.payment.gateway.PaymentGateway.SavedPaymentMethod;
import dev.perennial.platform.tenancy.CurrentTenant;

/** The simulated gateway's cards: how each behaves is said by the token that it was made from. */
final class SimulatedCards {
    private static final Pattern FAIL_TIMES = Pattern.compile("pm_simulated_fail_times_([0-9]{1,4})");
    private static final int CARD_EXPIRY_YEAR = 2040;
    private static final Map<String, String> BRANDS = Map.of("pm_card_mastercard", "mastercard");
    private static final Map<String, Decline> DECLINES = Map.of(
            "pm_card_chargeDeclined",
            new Decline("generic_decline", "The card was declined.", DeclineKind.SOFT),
            "pm_card_chargeDeclinedInsufficientFunds",
            new Decline("insufficient_funds", "The card has insufficient funds.", DeclineKind.SOFT),
            "pm_card_chargeDeclinedExpiredCard",
            new Decline("expired_card", "The card has expired.", DeclineKind.HARD));

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    SimulatedCards(JdbcClient jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /** Why a card is declined, as the gateway says it. */
    record Decline(String code, String message, DeclineKind kind) {}

    /** Returns the id of a new card; {@link GatewayRefusal} if there is no such token. */
    String attach(String token) {
        var failTimes = FAIL_TIMES.matcher(token);
        if (!isKnown(token) && !failTimes.matches()) {
            throw new GatewayRefusal("unknown_token", "is not a token that the simulated gateway knows");
        }
        int declines = failTimes.matches() ? Integer.parseInt(failTimes.group(1)) : 0;
        return remember(token, declines);
    }

    /** A card that another system knows. */
    String adopt(String reference) {
        return remember(isKnown(reference) ? reference : "pm_card_visa", 0);
    }

    private String remember(String token, int declines) {
        var id = "pm_sim_" + UUID.randomUUID().toString().replace("-", "");
        transaction.executeWithoutResult(status -> jdbc.sql(
                        "insert into simulated_payment_method (tenant_id, id, token, declines) values (:tenant, :id, :token, :declines)")
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .param("token", token)
                .param("declines", declines)
                .update());
        return id;
    }

    void detach(String id) {
        transaction.executeWithoutResult(
                status -> jdbc.sql("delete from simulated_payment_method where tenant_id = :tenant and id = :id")
                        .param("tenant", CurrentTenant.id())
                        .param("id", id)
                        .update());
    }

    static SavedPaymentMethod saved(String customerId, String id, String token) {
        return new SavedPaymentMethod(
                customerId, id, "card", BRANDS.getOrDefault(token, "visa"), "4242", 12, CARD_EXPIRY_YEAR);
    }

    private static boolean isKnown(String token) {
        return DECLINES.containsKey(token)
                || switch (token) {
                    case "pm_card_visa",
                            "pm_card_mastercard",
                            "pm_card_authenticationRequired",
                            "pm_simulated_timeout",
                            "pm_simulated_slow" -> true;
                    default -> false;
                };
    }

    /** @param declines how many charges it declines before it pays */
    record Card(String id, String token, int declines) {}

    /** Empty when the card is not there any more. */
    Optional<Card> find(String id) {
        return transaction.execute(status -> jdbc.sql(
                        "select token, declines from simulated_payment_method where tenant_id = :tenant and id = :id")
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .query((row, index) -> new Card(id, row.getString("token"), row.getInt("declines")))
                .optional());
    }

    /** What becomes of a charge: a state of it, or the token that stands for a {@link #decline}. */
    String verdict(Card card) {
        if (card.token().equals("pm_card_authenticationRequired")) {
            return "REQUIRES_ACTION";
        }
        if (DECLINES.containsKey(card.token())) {
            return card.token();
        }
        // Never becomes more than it was: a card that has declined often enough needs no look.
        boolean declines = card.declines() > 0 && countDecline(card.id());
        return declines ? "pm_card_chargeDeclined" : "SUCCEEDED";
    }

    private boolean countDecline(String id) {
        return jdbc.sql("""
                        update simulated_payment_method set declines = declines - 1
                         where tenant_id = :tenant and id = :id and declines > 0
                        """).param("tenant", CurrentTenant.id()).param("id", id).update() == 1;
    }

    /** Null for what is no decline. */
    static @Nullable Decline decline(String verdict) {
        return DECLINES.get(verdict);
    }
}
