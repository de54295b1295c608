package dev.perennial.invoice;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.tenancy.CurrentTenant;

/**
 * Whom documents name. Seller and customer change over the years, and a final document does not: it holds the versions
 * of both that were present when it became final.
 */
@Service
public class NamedParties {
    /** SQL: the seller as it is now. */
    public static final String SELLER_NOW = "(select settings_version from tenant where id = current_tenant())";

    private final JdbcClient jdbc;

    NamedParties(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Versions of the tenant's settings and of the account's identity. */
    public record Versions(int seller, int customer) {}

    /**
     * SQL: the customer as he is now.
     *
     * @param accountId SQL of whose identity is wanted
     */
    public static String customerNow(String accountId) {
        return "(select identity_version from account a where a.tenant_id = current_tenant() and a.id = " + accountId
                + ")";
    }

    /** Those of a finalized invoice. */
    @Transactional(readOnly = true)
    public Versions ofInvoice(UUID id) {
        return jdbc.sql("select seller_version, customer_version from invoice where tenant_id = :tenant and id = :id")
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .query(NamedParties::versions)
                .single();
    }

    /** Those of a credit note. */
    @Transactional(readOnly = true)
    public Versions ofCreditNote(UUID id) {
        return jdbc.sql(
                        "select seller_version, customer_version from credit_note where tenant_id = :tenant and id = :id")
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .query(NamedParties::versions)
                .single();
    }

    /** Which identities of an account its invoices and credit notes name. */
    @Transactional(readOnly = true)
    public List<Integer> identitiesOf(UUID accountId) {
        return jdbc.sql("""
                        select customer_version from invoice where tenant_id = :tenant and account_id = :account
                        union
                        select customer_version from credit_note where tenant_id = :tenant and account_id = :account
                        """)
                .param("tenant", CurrentTenant.id())
                .param("account", accountId)
                .query((row, index) -> row.getInt("customer_version"))
                .list();
    }

    private static Versions versions(ResultSet row, int index) throws SQLException {
        return new Versions(row.getInt("seller_version"), row.getInt("customer_version"));
    }
}
