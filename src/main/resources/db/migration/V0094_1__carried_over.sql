-- An invoice may ask for more than its total: what earlier ones left because it was too little to be charged.
alter table invoice add column carried_in bigint not null default 0 check (carried_in >= 0);
comment on column invoice.carried_in is 'Taken over from invoices that were too small to be charged; part of credit_applied, as a negative amount';
alter table invoice drop constraint invoice_credit_applied_check;
alter table invoice add constraint invoice_credit_applied_check check (credit_applied >= least(total, 0) - carried_in);
