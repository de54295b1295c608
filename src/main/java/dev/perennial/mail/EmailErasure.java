package dev.perennial.mail;

import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.privacy.PersonalDataHolder;
import dev.perennial.platform.tenancy.CurrentTenant;

/** Forgets what e-mails say of an account, and sends it none any more. That they were sent, and when, stays known. */
@Component
class EmailErasure implements PersonalDataHolder {
    private final JdbcClient jdbc;

    EmailErasure(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void erase(UUID accountId) {
        jdbc.sql("""
                        update email
                           set facts = facts || '{"last4": null, "action_url": null}', failure = null, send_at = null,
                               status = case status when 'QUEUED' then 'FAILED' else status end
                         where tenant_id = :tenant and account_id = :account
                        """)
                .param("tenant", CurrentTenant.id())
                .param("account", accountId)
                .update();
    }
}
