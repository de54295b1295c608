package dev.perennial.account;

import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.web.PageQuery;

/** Finds accounts by what a person remembers of them. Works within the caller's transaction. */
@Repository
class AccountSearch {
    private static final Pattern ID =
            Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", Pattern.CASE_INSENSITIVE);
    private static final String LIVING = """
            select id from account
             where tenant_id = :tenant and deleted_at is null and id < :before
               and (:dunning::text is null or dunning_status = :dunning)
            """;
    /** Ranges, each in an index of its own; chr(1114111) is behind every character. */
    private static final String BEGINS = """
               and (name_key >= lower(:text) and name_key < lower(:text) || chr(1114111)
                    or email_key >= lower(:text) and email_key < lower(:text) || chr(1114111)
                    or external_key >= lower(:text) and external_key < lower(:text) || chr(1114111))
            """;

    private static final String HOLDS = """
               and (position(lower(:text) in name_key) > 0 or position(lower(:text) in email_key) > 0
                    or position(lower(:text) in external_key) > 0 or position(lower(:text) in id::text) > 0)
            """;
    private static final String NEWEST = " order by id desc limit :limit";
    private final JdbcClient jdbc;

    AccountSearch(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Those whose name, e-mail or external id begins with a text, in whatever case; if none does, those that hold it
     * anywhere. The first is quick however many there are, the second reads them all. A whole id finds its account.
     *
     * @return the newest first, one more than the page holds if there are more
     */
    List<UUID> find(String text, @Nullable DunningStatus dunning, PageQuery page) {
        if (ID.matcher(text).matches()) {
            return query(" and id = :text::uuid", text, dunning, page);
        }
        var begin = query(BEGINS, text, dunning, page);
        return begin.isEmpty() ? query(HOLDS, text, dunning, page) : begin;
    }

    private List<UUID> query(String condition, String text, @Nullable DunningStatus dunning, PageQuery page) {
        return jdbc.sql(LIVING + condition + NEWEST)
                .param("tenant", CurrentTenant.id())
                .param("before", page.before())
                .param("dunning", dunning == null ? null : dunning.name())
                .param("text", text)
                .param("limit", page.size() + 1)
                .query((row, index) -> Rows.uuid(row, "id"))
                .list();
    }
}
