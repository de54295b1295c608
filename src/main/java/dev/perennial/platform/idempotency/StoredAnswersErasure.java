package dev.perennial.platform.idempotency;

import java.util.UUID;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.privacy.PersonalDataHolder;
import dev.perennial.platform.tenancy.CurrentTenant;

/** Blanks stored answers that speak of an account. The keys stay taken, so that no repetition makes the account anew. */
@Component
class StoredAnswersErasure implements PersonalDataHolder {
    private static final String GONE = """
            {"type":"https://perennial.dev/problems/answer_erased","title":"Gone","status":410,"detail":"The answer spoke of an account \
            that was erased.","code":"answer_erased"}""";
    private final JdbcClient jdbc;

    StoredAnswersErasure(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void erase(UUID accountId) {
        jdbc.sql("""
                        update idempotency_key
                           set status = :status, response_body = convert_to(:body, 'UTF8'), response_type = :type
                         where tenant_id = :tenant and position(convert_to(:account, 'UTF8') in response_body) > 0
                        """)
                .param("tenant", CurrentTenant.id())
                .param("account", accountId.toString())
                .param("status", HttpStatus.GONE.value())
                .param("body", GONE)
                .param("type", MediaType.APPLICATION_PROBLEM_JSON_VALUE)
                .update();
    }
}
