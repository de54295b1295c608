package dev.perennial.payment;

import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.invoice.document.Receipt;
import dev.perennial.payment.domain.PaymentStatus;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.error.DomainException;

/** What a payer may show as proof of a payment. */
@Service
public class Receipts {
    private final PaymentService payments;
    private final JdbcClient jdbc;

    Receipts(PaymentService payments, JdbcClient jdbc) {
        this.payments = payments;
        this.jdbc = jdbc;
    }

    /**
     * Fails with {@code payment_not_found}, and with {@code payment_not_successful} for a payment that brought nothing.
     */
    @Transactional(readOnly = true)
    public Receipt of(UUID paymentId) {
        var payment = payments.get(paymentId);
        if (payment.status() != PaymentStatus.SUCCEEDED) {
            throw DomainException.conflict(
                    "payment_not_successful", "A payment that is " + payment.status() + " has no receipt.");
        }
        return new Receipt(
                payment.invoiceId(),
                payment.attempt(),
                payment.amount(),
                payment.updatedAt(),
                means(payment),
                payment.reference());
    }

    /** {@code visa 4242}, also when the card was detached since; {@code bank transfer}. */
    private @Nullable String means(PaymentSnapshot payment) {
        if (payment.method() != null) {
            return payment.method().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
        return jdbc.sql("select type, brand, last4 from payment_method where tenant_id = :tenant and id = :id")
                .param("tenant", CurrentTenant.id())
                .param("id", payment.paymentMethodId())
                .query((row, index) -> Stream.of(
                                Objects.requireNonNullElse(row.getString("brand"), row.getString("type")),
                                row.getString("last4"))
                        .filter(Objects::nonNull)
                        .collect(Collectors.joining(" ")))
                .optional()
                .orElse(null);
    }
}
