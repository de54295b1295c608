package dev.perennial.payment;

import java.util.Optional;
import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.payment.domain.PaymentStatus;
import dev.perennial.platform.tenancy.CurrentTenant;

/** What whoever decides about another attempt must know of the earlier ones. */
@Service
public class Attempts {
    private final JdbcClient jdbc;

    Attempts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Where the attempt of an invoice stands whose outcome is open, if there is one. */
    @Transactional(readOnly = true)
    public Optional<PaymentStatus> inFlight(UUID invoiceId) {
        return jdbc.sql("""
                        select status from payment where tenant_id = :tenant and invoice_id = :invoice
                           and status in ('PENDING', 'PROCESSING', 'REQUIRES_ACTION', 'UNKNOWN')
                        """)
                .param("tenant", CurrentTenant.id())
                .param("invoice", invoiceId)
                .query((row, index) -> PaymentStatus.valueOf(row.getString("status")))
                .optional();
    }

    /** Whether the method of an attempt is no good any more, so that trying it again can only fail. */
    @Transactional(readOnly = true)
    public boolean wasRefusedForGood(UUID paymentId) {
        return jdbc.sql("""
                        select exists (select from payment where tenant_id = :tenant and id = :id
                                          and (failure_kind = 'HARD' or status = 'REQUIRES_ACTION'))
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", paymentId)
                .query(Boolean.class)
                .single();
    }
}
