package dev.perennial.platform.idempotency;

import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.privacy.PersonalDataHolder;
import dev.perennial.platform.tenancy.CurrentTenant;

/**
 * Blanks stored answers that speak of an account. The keys stay taken, so that no repetition makes the account anew.
 */
@Component
class StoredAnswersErasure implements PersonalDataHolder {
    private final JdbcClient jdbc;

    StoredAnswersErasure(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void erase(UUID accountId) {
        jdbc.sql("""
                        update idempotency_key set status = :erased, response_body = '', response_type = null
                         where tenant_id = :tenant and position(convert_to(:account, 'UTF8') in response_body) > 0
                        """)
                .param("tenant", CurrentTenant.id())
                .param("account", accountId.toString())
                .param("erased", IdempotencyKeys.ERASED)
                .update();
    }
}
