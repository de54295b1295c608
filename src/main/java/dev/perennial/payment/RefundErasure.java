package dev.perennial.payment;

import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.privacy.PersonalDataHolder;
import dev.perennial.platform.tenancy.CurrentTenant;

/** Forgets why an account was given money back. */
@Component
class RefundErasure implements PersonalDataHolder {
    private final JdbcClient jdbc;

    RefundErasure(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void erase(UUID accountId) {
        jdbc.sql(
                        "update refund set reason = '[erased]' where tenant_id = :tenant and account_id = :account and reason is not null")
                .param("tenant", CurrentTenant.id())
                .param("account", accountId)
                .update();
    }
}
