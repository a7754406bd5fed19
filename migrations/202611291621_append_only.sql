-- Append-only tables (docs/adr/0061-database-roles.md): the application has no privilege to change their rows, and a
-- trigger refuses it to the owner too, unless it says so with `set apoyo.change_append_only = on`. The audit trail has its own triggers.
-- The triggers lock 45 tables in one transaction. If others hold them, migrate again.
set local lock_timeout = '10s';

create function kernel.refuse_append_only_change() returns trigger language plpgsql as $$
begin
  if current_setting('apoyo.change_append_only', true) = 'on'
     and pg_has_role((select relowner from pg_class where oid = tg_relid), 'member') then
    return coalesce(new, old);
  end if;
  raise exception '%.% is append-only', tg_table_schema, tg_table_name using errcode = 'insufficient_privilege';
end $$;

do $$
declare
  name text;
begin
  foreach name in array array[
    'accounts.grant_change',
    'accounts.status_move',
    'aspirants.correction',
    'aspirants.signed_sheet',
    'aspirants.status_move',
    'aspirants.withdrawal',
    'auxiliaries.aspirant_duties_acceptance',
    'auxiliaries.custody_handover',
    'auxiliaries.custody_request',
    'auxiliaries.device_event',
    'auxiliaries.duties_acceptance',
    'auxiliaries.import_finding',
    'auxiliaries.mail_request',
    'auxiliaries.paper',
    'auxiliaries.status_move',
    'control_desk.verdict',
    'devices.device_move',
    'devices.enrolment_policy',
    'intake.announcement',
    'intake.folio_signal',
    'intake.lost_support',
    'intake.recovered_support',
    'intake.refused_upload',
    'intake.support',
    'kernel.mail_bounce',
    'kernel.mail_sent',
    'processes.assisted_capture',
    'processes.calendar_move',
    'processes.calendar_reminder',
    'processes.capture_period_version',
    'processes.municipality',
    'processes.office_rule',
    'processes.opl_public_key',
    'processes.section',
    'processes.territory_catalogue',
    'results.closure',
    'results.delivery',
    'results.desk_conclusion',
    'results.received_support',
    'verification.class_move',
    'verification.picture_hash',
    'verification.roll_answer',
    'verification.roll_exchange',
    'verification.signal',
    'verification.withdrawn_aspirant'
  ] loop
    execute format('create trigger append_only before update or delete on %s for each row execute function kernel.refuse_append_only_change()', name);
    execute format('create trigger append_only_no_truncate before truncate on %s for each statement execute function kernel.refuse_append_only_change()', name);
  end loop;
end $$;

create or replace trigger audit_seal_no_truncate before truncate on kernel.audit_seal
  for each statement execute function kernel.audit_is_append_only();
