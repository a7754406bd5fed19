-- Auxiliaries are found by every word of their name, by telephone and by a part of their id (ADR 0067).
alter table auxiliaries.surname_word rename to search_hash;
alter table auxiliaries.search_hash rename column word_hash to hash;
alter index auxiliaries.surname_word_pkey rename to search_hash_pkey;
alter index auxiliaries.surname_word_auxiliary rename to search_hash_auxiliary;
alter table auxiliaries.search_hash rename constraint surname_word_auxiliary_id_fkey to search_hash_auxiliary_id_fkey;

-- The number in AUX-QRO-2027-01-00012-X.
alter table auxiliaries.auxiliary add column id_number int
  generated always as (substring(id_auxiliar from '-(\d{1,9})-.$')::int) stored;
create index auxiliary_id_number on auxiliaries.auxiliary (id_number);
create index auxiliary_id_beginning on auxiliaries.auxiliary (id_auxiliar collate "C");

-- Those registered before are indexed by a long job, because only the application can decrypt their names.
with started as (
  insert into kernel.long_job (id, kind, dedupe_key, input, territory, stream, correlation_id, on_behalf_of)
  select gen_random_uuid(), 'auxiliaries.index-names', 'all', '{}', null, 'system', gen_random_uuid(),
    '{"kind": "system", "id": "auxiliaries.index-names", "label": "auxiliaries.index-names"}'
  where exists (select from auxiliaries.auxiliary)
  returning id)
insert into kernel.long_job_shard (job_id, number) select id, 0 from started;
