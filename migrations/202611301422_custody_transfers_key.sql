-- An auxiliary can be part of several transfers under one request (§6.7).
alter table auxiliaries.custody_handover drop constraint custody_handover_pkey,
  add constraint custody_handover_pkey primary key using index custody_handover_transfer;
