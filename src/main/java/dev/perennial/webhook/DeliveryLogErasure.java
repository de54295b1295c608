package dev.perennial.webhook;

import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.privacy.PersonalDataHolder;
import dev.perennial.platform.tenancy.CurrentTenant;

/** Receivers may repeat in their answers what a message told of an account. Messages themselves are
 * not kept: they are the journal's, and go on as the journal then tells them. */
@Component
class DeliveryLogErasure implements PersonalDataHolder {
    private final JdbcClient jdbc;

    DeliveryLogErasure(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void erase(UUID accountId) {
        jdbc.sql("""
                        update webhook_attempt a set response_head = ''
                          from journal j
                          join webhook_delivery d on d.tenant_id = j.tenant_id and d.event_id = j.id
                         where j.tenant_id = :tenant and j.object_id in (select objects_of_account(:account))
                           and a.tenant_id = d.tenant_id and a.delivery_id = d.id and a.response_head <> ''
                        """)
                .param("tenant", CurrentTenant.id())
                .param("account", accountId)
                .update();
    }
}
