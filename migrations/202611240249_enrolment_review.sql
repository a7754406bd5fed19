-- The server's findings about a device enrolment, the decisions of the OPL, and the OPL's policy (§7.3–7.4, decision 24).
alter table auxiliaries.device
  -- Whether the platform attested the device.
  add column attested boolean not null default false,
  -- Codes of mismatches and of what the OPL should see; no data from the card.
  add column findings jsonb not null default '[]',
  -- When the sealed images were compared with the registration; null until then.
  add column checked_at timestamptz,
  -- When the device lost its right to capture.
  add column ended_at timestamptz;
update auxiliaries.device d set ended_at = a.discharged_at
  from auxiliaries.auxiliary a where a.id = d.auxiliary_id and d.status = 'discharged';
create index device_queue on auxiliaries.device (enrolled_at, id) where status in ('por-revisar', 'suspended');

-- Changes of the status of a device.
create table auxiliaries.device_move (
  id bigint generated always as identity primary key,
  device_id uuid not null references auxiliaries.device (id),
  from_status text,
  to_status text not null,
  actor_kind text not null,
  actor_id text not null,
  at timestamptz not null,
  reason text
);
create index device_move_device on auxiliaries.device_move (device_id, id);

create table auxiliaries.enrolment_policy (
  entidad text not null check (entidad ~ '^\d{2}$'),
  version int not null,
  -- `review`: the device may capture and is reviewed; `block`: it may not capture until the OPL accepts it.
  on_mismatch text not null check (on_mismatch in ('review', 'block')),
  devices_allowed int not null check (devices_allowed between 1 and 5),
  second_aspirant boolean not null,
  -- Maximum devices of an aspirant without platform attestation; null for no limit.
  unattested_allowed int check (unattested_allowed >= 0),
  set_by text not null,
  set_at timestamptz not null,
  primary key (entidad, version)
);

create index auxiliary_same_person on auxiliaries.auxiliary (process_id, clave_hash);
