-- Finds the record that a supervisor has reviewed again (§11.1).
drop index concurrently if exists control_desk.record_folio;
create index concurrently record_folio on control_desk.record (folio);
