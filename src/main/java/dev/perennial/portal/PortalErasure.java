package dev.perennial.portal;

import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.privacy.PersonalDataHolder;
import dev.perennial.platform.tenancy.CurrentTenant;

/** Forgets where the pages of an account led back to: such addresses may name a person. */
@Component
class PortalErasure implements PersonalDataHolder {
    private final JdbcClient jdbc;

    PortalErasure(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void erase(UUID accountId) {
        jdbc.sql("""
                        update portal_session set return_url = null, closed_at = coalesce(closed_at, now()), updated_at = now()
                         where tenant_id = :tenant and account_id = :account
                        """)
                .param("tenant", CurrentTenant.id())
                .param("account", accountId)
                .update();
    }
}
