package dev.perennial.journal;

import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.privacy.PersonalDataHolder;

/**
 * Takes what is personal about an account out of the journal. Its seals stay whole: they hold those fields as a salted
 * hash only.
 */
@Component
class JournalErasure implements PersonalDataHolder {
    private final JdbcClient jdbc;

    JournalErasure(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void erase(UUID accountId) {
        jdbc.sql("select erase_from_journal(:account)")
                .param("account", accountId)
                .query(row -> {});
    }
}
