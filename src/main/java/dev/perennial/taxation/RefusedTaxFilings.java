package dev.perennial.taxation;

import java.time.Instant;
import java.util.UUID;

import io.swagger.v3.oas.annotations.media.Schema;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.shared.error.DomainException;

/** What the tax provider refused to be told of, and which is told no more unless a person says so. */
@Service
public class RefusedTaxFilings {
    private static final String REFUSED = "next_try_at is null and transaction_id is null and dismissed_at is null";
    private final JdbcClient jdbc;

    RefusedTaxFilings(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What the provider was to hear. */
    @Schema(name = "TaxFilingKind")
    public enum Kind {
        /** That an invoice was made. */
        RECORD,
        /** That a part of one was given back. */
        REVERSE
    }

    /**
     * What was refused.
     *
     * @param problem the provider's code, or its words where it gave none
     * @param tries how often it was told
     */
    @Schema(name = "RefusedTaxFiling")
    public record Refused(UUID id, UUID invoiceId, Kind kind, String problem, int tries, Instant createdAt) {}

    /** The newest first. */
    @Transactional(readOnly = true)
    public Page<Refused> list(PageQuery page) {
        var rows = jdbc.sql(
                        "select id, invoice_id, kind, problem, tries, created_at from tax_filing where tenant_id = :tenant"
                                + " and id < :before and " + REFUSED + " order by id desc limit :limit")
                .param("tenant", CurrentTenant.id())
                .param("before", page.before())
                .param("limit", page.size() + 1)
                .query((row, index) -> new Refused(
                        Rows.uuid(row, "id"),
                        Rows.uuid(row, "invoice_id"),
                        Kind.valueOf(row.getString("kind")),
                        String.valueOf(row.getString("problem")),
                        row.getInt("tries"),
                        Rows.instant(row, "created_at")))
                .list();
        return Page.of(rows, page.size(), Refused::id);
    }

    /** Has all of them told again, by the next tick. Returns how many. */
    @Transactional
    public int tellAgain() {
        return jdbc.sql(
                        "update tax_filing set rounds = rounds + 1, next_try_at = clock_timestamp() where tenant_id = :tenant and "
                                + REFUSED)
                .param("tenant", CurrentTenant.id())
                .update();
    }

    /**
     * Sets one aside for good: somebody has told the provider otherwise. Fails with {@code tax_filing_not_found},
     * {@code tax_filing_not_refused}.
     */
    @Transactional
    public void dismiss(UUID id) {
        int dismissed = jdbc.sql(
                        "update tax_filing set dismissed_at = clock_timestamp() where tenant_id = :tenant and id = :id and "
                                + REFUSED)
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .update();
        if (dismissed == 0) {
            throw exists(id)
                    ? DomainException.conflict("tax_filing_not_refused", "This filing does not wait for a person.")
                    : DomainException.notFound("tax_filing", id);
        }
    }

    private boolean exists(UUID id) {
        return jdbc.sql("select exists (select from tax_filing where tenant_id = :tenant and id = :id)")
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .query(Boolean.class)
                .single();
    }
}
