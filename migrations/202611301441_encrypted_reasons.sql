-- The reasons of corrections of accounts and of discarded oficios are encrypted, because they name what was right and wrong about a person. Rows from before keep theirs.
alter table accounts.data_change alter column reason drop not null;
alter table accounts.account_request add column discarded_for bytea;
