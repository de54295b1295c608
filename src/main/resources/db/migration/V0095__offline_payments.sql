-- Money that came past the gateway: how, and by what reference it is found on a statement.
alter table payment
    add column offline_method    text,
    add column offline_reference text,
    add constraint payment_offline check ((gateway = 'offline') = (offline_method is not null)
        and (gateway <> 'offline' or status = 'SUCCEEDED'));
comment on column payment.offline_method is 'BANK_TRANSFER, CASH or whatever the tenant calls it; null if a gateway collects';
