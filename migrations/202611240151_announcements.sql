-- The owner of announced records, so that auxiliary, aspirant, OPL and close each see the relevant ones (§8.13).
alter table intake.announcement
  add column process_id uuid not null,
  add column office_id uuid not null,
  add column entidad text not null,
  add column aspirant_id uuid not null,
  add column auxiliary_id uuid not null,
  add column captured_at timestamptz not null;
create index announcement_process on intake.announcement (process_id, aspirant_id, device_id);
create index support_integrity on intake.support (integrity_code);
