package dev.perennial.credit;

import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.privacy.PersonalDataHolder;
import dev.perennial.platform.tenancy.CurrentTenant;

/** Forgets why an account was given credit. */
@Component
class CreditErasure implements PersonalDataHolder {
    private final JdbcClient jdbc;

    CreditErasure(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void erase(UUID accountId) {
        jdbc.sql("update credit_grant set reason = '[erased]' where tenant_id = :tenant and account_id = :account")
                .param("tenant", CurrentTenant.id())
                .param("account", accountId)
                .update();
    }
}
