-- A reading is noted again each time its number has doubled; 'openings' counts repeated openings of a record too.
alter table control_desk.unusual_reading
  drop constraint unusual_reading_kind_check,
  add constraint unusual_reading_kind_check check (kind in ('opened', 'revealed', 'openings', 'refused')),
  drop constraint unusual_reading_pkey,
  add primary key (account_id, kind, period, starts_at, records);
