-- A received oficio that was registered wrongly can be discarded, with the reason; its number can then be registered again (§4.1).
alter table accounts.account_request
  add column discard_reason text,
  add column discarded_by text,
  add column discarded_at timestamptz,
  drop constraint account_request_check,
  add check (state <> 'received' or (oficio_number is not null and oficio_date is not null and received_by is not null
    and received_on is not null and registered_at is not null)),
  add check (state <> 'draft' or registered_at is null);
