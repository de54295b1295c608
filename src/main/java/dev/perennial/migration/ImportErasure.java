package dev.perennial.migration;

import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.privacy.PersonalDataHolder;
import dev.perennial.platform.tenancy.CurrentTenant;

/** Forgets the rows from which an account and what is its own were made, and how the other system called it. */
@Component
class ImportErasure implements PersonalDataHolder {
    private final JdbcClient jdbc;

    ImportErasure(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void erase(UUID accountId) {
        run("""
                update import_row r set fields = null, external_id = null
                  from imported_object o
                 where o.tenant_id = :tenant and o.object_id in (select objects_of_account(:account))
                   and r.tenant_id = o.tenant_id and r.import_id = o.import_id and r.external_id = o.external_id
                """, accountId);
        // Failed and repeated rows of other imports told the same of it.
        run("""
                update import_row r set fields = null, external_id = null
                  from imported_object o
                 where o.tenant_id = :tenant and o.object_id = :account and r.tenant_id = o.tenant_id and r.external_id = o.external_id
                """, accountId);
        run("""
                update imported_object set external_id = 'erased ' || object_id
                 where tenant_id = :tenant and object_id = :account
                """, accountId);
    }

    private void run(String sql, UUID accountId) {
        jdbc.sql(sql)
                .param("tenant", CurrentTenant.id())
                .param("account", accountId)
                .update();
    }
}
