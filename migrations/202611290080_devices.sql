-- Devices, their enrolments and leases become a separate context, above auxiliaries.
create schema devices;
alter table auxiliaries.device set schema devices;
alter table auxiliaries.device_move set schema devices;
alter table auxiliaries.enrolment set schema devices;
alter table auxiliaries.enrolment_policy set schema devices;
alter table auxiliaries.lease_nonce set schema devices;
alter sequence auxiliaries.device_number set schema devices;

-- An enrolment is bound to the version of the e-mail address with which it started.
alter table auxiliaries.auxiliary add column email_version int not null default 1;
alter table devices.enrolment add column email_version int not null default 1;

-- Projection of devices for the lists, counts and history of auxiliaries; written by the command auxiliaries.note-device.
create table auxiliaries.known_device (
  device_id uuid primary key,
  auxiliary_id uuid not null references auxiliaries.auxiliary (id),
  folio_prefix text not null unique,
  status text not null check (status in ('active', 'por-revisar', 'suspended', 'discharged')),
  attested boolean not null,
  findings jsonb not null,
  enrolled_at timestamptz not null
);
create index known_device_auxiliary on auxiliaries.known_device (auxiliary_id);
create index known_device_to_review on auxiliaries.known_device (auxiliary_id) where status = 'por-revisar';

create table auxiliaries.device_event (
  id bigint generated always as identity primary key,
  device_id uuid not null references auxiliaries.known_device (device_id),
  status text not null,
  at timestamptz not null,
  reason text
);
create index device_event_device on auxiliaries.device_event (device_id, id);

insert into auxiliaries.known_device (device_id, auxiliary_id, folio_prefix, status, attested, findings, enrolled_at)
  select id, auxiliary_id, folio_prefix, status, attested, findings, enrolled_at from devices.device;
insert into auxiliaries.device_event (device_id, status, at, reason)
  select device_id, to_status, at, case when actor_kind = 'official' then reason end from devices.device_move order by id;

create view auxiliaries.published_auxiliary as
  select id, id_auxiliar, process_id, office_id, aspirant_id, entidad, status, discharged_at, email_hash
  from auxiliaries.auxiliary;

-- A discharge takes effect on read: the devices of the auxiliary need no update.
create view devices.published_device as
  select d.id, d.public_jwk, d.folio_prefix, d.auxiliary_id, a.aspirant_id, a.process_id, a.office_id, a.entidad,
    case a.status when 'discharged' then 'discharged' else d.status end as status,
    case when a.status = 'discharged' and d.status <> 'discharged' then a.discharged_at else d.ended_at end as ended_at
  from devices.device d join auxiliaries.published_auxiliary a on a.id = d.auxiliary_id;

update kernel.outbox_message set type = 'devices.device-enrolled' where type = 'auxiliaries.device-enrolled';
update kernel.inbox set consumer = 'devices.check-enrolment' where consumer = 'auxiliaries.check-enrolment';
