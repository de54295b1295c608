package dev.perennial.bench;

import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/** What a run leaves behind in a tenant. */
final class BilledRows {
    private final JdbcClient owner;

    BilledRows(JdbcClient owner) {
        this.owner = owner;
    }

    /** A ratio means something only while both sides do the same work. */
    void assertSame(UUID ours, UUID theirs) {
        assertThat(rowsOf(theirs)).isEqualTo(rowsOf(ours));
        assertThat(journalOf(theirs)).zipSatisfy(journalOf(ours), (their, our) -> {
            assertThat(their.kind()).isEqualTo(our.kind());
            // PostgreSQL writes +00:00 where we write Z.
            assertThat(their.size()).isBetween(our.size(), our.size() * 1.1);
        });
    }

    /** All that a run writes but the journal, without what names it: each kind of row once, with how often it occurs. */
    private List<@Nullable String> rowsOf(UUID tenantId) {
        return owner.sql("""
                        select concat_ws(' ', 'invoice', count(*), min(number), max(number), content)
                          from invoice i
                          cross join lateral (select to_jsonb(i) - array ['tenant_id', 'id', 'number', 'account_id', 'subscription_id']
                                                     as content) c
                         where tenant_id = :tenant group by content
                        union all
                        select concat_ws(' ', 'line', count(*), content)
                          from invoice_line l
                          cross join lateral (select regexp_replace((to_jsonb(l) - array ['tenant_id', 'id', 'invoice_id'])::text,
                                                                    '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}', 'id', 'g') as content) c
                         where tenant_id = :tenant group by content
                        union all
                        select concat_ws(' ', 'schedule', count(latest_invoice_id), content)
                          from billing_schedule b
                          cross join lateral (select to_jsonb(b) - array ['tenant_id', 'subscription_id', 'account_id', 'latest_invoice_id']
                                                     as content) c
                         where tenant_id = :tenant group by content
                        union all
                        select concat_ws(' ', 'credit', count(*), count(distinct d.invoice_id), content)
                          from credit_grant g join credit_draw d on d.tenant_id = g.tenant_id and d.grant_id = g.id
                          join account a on a.tenant_id = g.tenant_id and a.id = g.account_id
                          cross join lateral (select concat_ws(' ', g.remaining, g.updated_at, d.amount, d.created_at, a.credit_balance_minor,
                                                               a.version) as content) c
                         where g.tenant_id = :tenant group by content
                        union all
                        select concat_ws(' ', 'dunning case', count(*), count(distinct account_id), content)
                          from dunning_case d
                          cross join lateral (select to_jsonb(d) - array ['tenant_id', 'id', 'invoice_id', 'account_id'] as content) c
                         where tenant_id = :tenant group by content
                        union all
                        select concat_ws(' ', 'task for the books', count(distinct document_id), kind, currency, amount, occurred_at)
                          from revenue_task where tenant_id = :tenant group by kind, currency, amount, occurred_at
                        union all
                        select concat_ws(' ', 'figure', figure, currency, on_date, dimension, sum(amount), sum(occurrences), sum(quantity))
                          from figure_change where tenant_id = :tenant group by figure, currency, on_date, dimension
                        union all
                        select concat_ws(' ', 'last number', last_number) from invoice_number where tenant_id = :tenant
                         order by 1
                        """).param("tenant", tenantId).query(String.class).list();
    }

    private record JournalRows(String kind, double size) {}

    private List<JournalRows> journalOf(UUID tenantId) {
        return owner.sql("""
                        select type || ' ' || actor || ' ' || sequence || ' ' || count(*) || ' '
                                   || (select string_agg(key, ' ' order by key) from jsonb_object_keys(min(object::text)::jsonb) key) as kind,
                               avg(length(object::text) + length(previous::text)) as size
                          from journal where tenant_id = :tenant and object_type in ('invoice', 'subscription', 'credit')
                         group by type, actor, sequence order by 1
                        """)
                .param("tenant", tenantId)
                .query((row, index) -> new JournalRows(row.getString("kind"), row.getDouble("size")))
                .list();
    }
}
