-- Data protection duties, accepted with version and time: by auxiliaries in the app, by aspirants in the portal (§6.9, §16.2).
create table auxiliaries.duties_acceptance (
  auxiliary_id uuid not null references auxiliaries.auxiliary (id),
  version text not null,
  device_id uuid not null,
  -- By the device's clock.
  accepted_at timestamptz not null,
  recorded_at timestamptz not null,
  primary key (auxiliary_id, version, device_id)
);

create table auxiliaries.aspirant_duties_acceptance (
  aspirant_id uuid not null,
  version text not null,
  accepted_at timestamptz not null,
  primary key (aspirant_id, version)
);
