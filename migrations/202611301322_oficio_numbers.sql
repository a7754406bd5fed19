-- The number of an oficio is compared in any letter case, and is free again once its request is discarded (§4.1). Not unique: two requests may already differ only in case; a lock serialises registrations.
drop index concurrently if exists accounts.account_request_number;
create index concurrently account_request_number on accounts.account_request (entidad, lower(oficio_number))
  where state <> 'discarded';
drop index concurrently if exists accounts.account_request_oficio;
