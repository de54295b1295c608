package dev.perennial.invoice;

import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.privacy.PersonalDataHolder;
import dev.perennial.platform.tenancy.CurrentTenant;

/**
 * Empties the metadata of an account's invoices, in which anything may stand. What invoices show stays: the law asks
 * for it.
 */
@Component
class InvoiceErasure implements PersonalDataHolder {
    private final JdbcClient jdbc;

    InvoiceErasure(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void erase(UUID accountId) {
        jdbc.sql("update invoice set metadata = '{}' where tenant_id = :tenant and account_id = :account")
                .param("tenant", CurrentTenant.id())
                .param("account", accountId)
                .update();
    }
}
