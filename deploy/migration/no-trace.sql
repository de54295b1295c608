-- After a rollback: how many rows of a tenant still hold anything of what its imports made, table by table. All are 0 when nothing is
-- left. It only reads, as the owner of the database, in any client; the tenant is given as a quoted id:
--   psql "$DATABASE" -v tenant="'01980000-0000-7000-8000-000000000000'" -f deploy/migration/no-trace.sql
-- What imports made is known from the audit trail, which keeps ids. Tables are taken from the catalog, and each row is searched as a
-- whole, so an id is found in a column of any name, in JSON and in stored answers.
with tables as (
    select t.oid::regclass::text as name,
           string_agg(format(case when a.atttypid = 'bytea'::regtype then 'encode(t.%I, ''escape'')' else 't.%I::text' end, a.attname),
                      ', ' order by a.attnum) as columns
      from pg_class t
      join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
     where t.relnamespace = 'public'::regnamespace and t.relkind in ('r', 'p') and not t.relispartition
       and t.relname not in ('journal', 'journal_seal')
       and exists (select from pg_attribute o where o.attrelid = t.oid and o.attname = 'tenant_id' and not o.attisdropped)
     group by t.oid),
named as (
    select name as place,
           format($$select count(*) as n from %s t
                     where t.tenant_id = %L
                       and exists (select from regexp_matches(concat_ws(' ', %s),
                                       '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}', 'g') found
                                    where found[1]::uuid in (select j.object_id from journal j
                                                              where j.tenant_id = %2$L and j.actor = 'job:import' and j.type like '%%.imported'))$$,
                  name, :tenant, columns) as query
      from tables
    union all
    select name || ' (staged and mapped)', format('select count(*) as n from %s where tenant_id = %L', name, :tenant)
      from unnest(array ['import_row', 'import_error', 'imported_object', 'legacy_invoice', 'legacy_payment', 'shadow_bill']) name
    union all
    select 'journal (personal fields of what imports made)', format($$
        select count(*) as n from journal j
         where j.tenant_id = %L and j.actor = 'job:import'
           and (j.object <> without_personal(j.object, personal_fields(j.object_type))
                or j.previous <> without_personal(j.previous, personal_fields(j.object_type)))$$, :tenant)
    union all
    select 'usage_key (of no event)', format($$
        select count(*) as n from usage_key k
         where k.tenant_id = %L and k.occurred_at is not null
           and not exists (select from usage_event e where e.tenant_id = k.tenant_id and e.key = k.key and e.occurred_at = k.occurred_at)$$,
        :tenant)
    union all
    select 'figure (MRR of no movement)', format($$
        select count(*) as n from
            (select currency, sum(amount) as amount from figure where tenant_id = %1$L and figure = 'PLAN_MRR' group by 1) f
            full join (select currency, sum(amount) as amount from mrr_movement where tenant_id = %1$L group by 1) m using (currency)
         where coalesce(f.amount, 0) <> coalesce(m.amount, 0)$$, :tenant))
select place, substring(query_to_xml(query, false, true, '')::text from '<n>([0-9]+)</n>')::bigint as rows_left
  from named
 order by rows_left desc, place;
