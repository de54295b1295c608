create index concurrently tax_filing_refused on tax_filing (tenant_id, id)
    where next_try_at is null and transaction_id is null and dismissed_at is null;
