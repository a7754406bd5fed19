-- One row for each auxiliary in each transfer; the next migration makes this index the primary key.
drop index concurrently if exists auxiliaries.custody_handover_transfer;
create unique index concurrently custody_handover_transfer
  on auxiliaries.custody_handover (request_id, auxiliary_id, number);
