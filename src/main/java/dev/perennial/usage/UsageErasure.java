package dev.perennial.usage;

import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.privacy.PersonalDataHolder;

/** Forgets what usage was reported with, and whom it counted: as many as before, by pseudonyms. */
@Component
class UsageErasure implements PersonalDataHolder {
    private final JdbcClient jdbc;

    UsageErasure(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void erase(UUID accountId) {
        jdbc.sql("select erase_from_usage(:account)")
                .param("account", accountId)
                .query(row -> {});
    }
}
