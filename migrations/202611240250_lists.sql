-- Keyset pagination of back-office lists: an index for each sort order within each scope, so that a deep page costs as much as the first.
create index aspirant_by_name on aspirants.aspirant (entidad, display_name, id);
create index aspirant_by_registration on aspirants.aspirant (entidad, registered_at, id);

create index auxiliary_registration on auxiliaries.auxiliary (registered_at, id);
create index auxiliary_entidad_registration on auxiliaries.auxiliary (entidad, registered_at, id);
create index auxiliary_entidad_id on auxiliaries.auxiliary (entidad, id_auxiliar, id);
create index auxiliary_entidad_status on auxiliaries.auxiliary (entidad, status, registered_at, id);
create index auxiliary_process_registration on auxiliaries.auxiliary (process_id, registered_at, id);
create index auxiliary_process_id on auxiliaries.auxiliary (process_id, id_auxiliar, id);
create index auxiliary_email on auxiliaries.auxiliary (email_hash);
create index auxiliary_clave on auxiliaries.auxiliary (clave_hash);
create index device_to_review on auxiliaries.device (auxiliary_id) where status = 'por-revisar';

-- Words of auxiliaries' surnames as keyed hashes, under a key per process (docs/security/identifiers.md).
create table auxiliaries.surname_word (
  auxiliary_id uuid not null references auxiliaries.auxiliary (id),
  word_hash bytea not null,
  primary key (word_hash, auxiliary_id)
);
create index surname_word_auxiliary on auxiliaries.surname_word (auxiliary_id);
