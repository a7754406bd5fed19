-- The audit trail is anchored by keys outside the database: a code for each entry, a signature for each seal, and a signed list of the streams.

-- HMAC of the entry by the process that wrote it. Null: written before this migration and not adopted yet.
alter table kernel.audit_entry add column mac bytea;
-- One line for each protected row that the transaction wrote: table, key, SHA-256 (`-` if it was deleted).
alter table kernel.audit_entry add column row_digests text;
create index audit_entry_row_digests on kernel.audit_entry (id) where row_digests is not null;

-- A compact JWS of the seal. Null: sealed before this migration and not adopted yet.
alter table kernel.audit_seal add column signature text;

-- A compact JWS of every stream with the number of its seals and entries and its last digest.
create table kernel.audit_heads (
  singleton boolean primary key default true check (singleton),
  statement text not null,
  -- When it last left the system.
  published_at timestamptz
);

-- The last verification of the whole trail. A fault stays until a later verification finds none.
create table kernel.audit_check (
  singleton boolean primary key default true check (singleton),
  began_at timestamptz not null,
  ended_at timestamptz,
  entries bigint not null default 0,
  rows bigint not null default 0,
  faults int not null default 0,
  first_fault jsonb
);

create or replace function kernel.audit_is_append_only() returns trigger language plpgsql as $$
begin
  -- Nested, because a condition may only name columns of its own table.
  if tg_op = 'UPDATE' then
    if tg_table_name = 'audit_entry' then
      if not old.sealed and new.sealed
         and to_jsonb(new) - 'sealed' - 'seal_sequence' = to_jsonb(old) - 'sealed' - 'seal_sequence' then
        return new;
      end if;
      -- Entries from before get their code when they are adopted.
      if old.mac is null and to_jsonb(new) - 'mac' = to_jsonb(old) - 'mac' then
        return new;
      end if;
    elsif tg_table_name = 'audit_seal' then
      -- Old seals are signed when they are adopted.
      if to_jsonb(new) - 'signature' = to_jsonb(old) - 'signature' then
        return new;
      end if;
    end if;
  end if;
  raise exception 'the audit trail is append-only';
end $$;
create trigger audit_seal_no_truncate before truncate on kernel.audit_seal
  for each statement execute function kernel.audit_is_append_only();

-- Collects the digests of the protected rows that a transaction writes, for its audit entry. The arguments of the trigger are the columns of
-- the key. A row is hashed as jsonb without nulls, so that adding a nullable column changes no digest; timestamps are in UTC.
create function kernel.note_row_digests() returns trigger language plpgsql set timezone = 'UTC' as $$
declare
  lines text;
  total bigint;
begin
  select count(*) into total from written;
  -- No use case writes that many rows in one statement; a bulk load has no audit entry of its own.
  if total > 10000 then
    perform set_config('kernel.row_digests', 'too many', true);
    return null;
  end if;
  select string_agg(
      format('%I.%I %s %s', tg_table_schema, tg_table_name,
        (select string_agg(content ->> name, ':' order by place) from unnest(tg_argv) with ordinality as key (name, place)),
        case when tg_op = 'DELETE' then '-'
          else encode(sha256(convert_to(jsonb_strip_nulls(content)::text, 'UTF8')), 'hex') end) || E'\n', '')
    into lines from (select to_jsonb(written) as content from written) rows;
  if lines is not null then
    perform set_config('kernel.row_digests', coalesce(current_setting('kernel.row_digests', true), '') || lines, true);
  end if;
  return null;
end $$;

create function kernel.protect_rows(protected regclass, variadic key text[]) returns void language plpgsql as $$
declare
  arguments text := (select string_agg(quote_literal(name), ', ' order by place) from unnest(key) with ordinality as k (name, place));
begin
  execute format('create trigger note_inserted_rows after insert on %s referencing new table as written
    for each statement execute function kernel.note_row_digests(%s)', protected, arguments);
  execute format('create trigger note_updated_rows after update on %s referencing new table as written
    for each statement execute function kernel.note_row_digests(%s)', protected, arguments);
  execute format('create trigger note_deleted_rows after delete on %s referencing old table as written
    for each statement execute function kernel.note_row_digests(%s)', protected, arguments);
end $$;
