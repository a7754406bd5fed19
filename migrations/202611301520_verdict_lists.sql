-- Published lists of verdicts and the seeds of their samples for second reviews (decision 50).
create table control_desk.verdict_list (
  id uuid primary key,
  process_id uuid not null,
  entidad text not null check (entidad ~ '^\d{2}$'),
  -- Hora centro; null for all verdicts of the process.
  day date,
  published_by text not null,
  published_at timestamptz not null
);
create index verdict_list_process on control_desk.verdict_list (process_id, published_at);
-- A second list of one day would allow a choice between two samples.
create unique index verdict_list_day on control_desk.verdict_list (process_id, day);

create table control_desk.listed_verdict (
  list_id uuid not null references control_desk.verdict_list (id),
  support_id uuid not null,
  verdict_id bigint not null references control_desk.verdict (id),
  primary key (list_id, support_id)
);

create table control_desk.verdict_list_digest (
  list_id uuid primary key references control_desk.verdict_list (id),
  records int not null check (records > 0),
  -- SHA-256 of the file, hexadecimal.
  digest text not null check (digest ~ '^[0-9a-f]{64}$')
);

-- What each official typed. The seed is fixed once two different people have typed the same digits.
create table control_desk.seed_entry (
  id bigint generated always as identity primary key,
  list_id uuid not null references control_desk.verdict_list (id),
  seed text not null check (seed ~ '^\d{20,100}$'),
  entered_by text not null,
  entered_at timestamptz not null
);
create index seed_entry_list on control_desk.seed_entry (list_id, id);

create table control_desk.sample_seed (
  list_id uuid primary key references control_desk.verdict_list (id),
  seed text not null check (seed ~ '^\d{20,100}$'),
  first_by text not null,
  second_by text not null check (second_by <> first_by),
  fixed_at timestamptz not null
);

create trigger append_only before update or delete on control_desk.verdict_list for each row execute function kernel.refuse_append_only_change();
create trigger append_only_no_truncate before truncate on control_desk.verdict_list for each statement execute function kernel.refuse_append_only_change();
create trigger append_only before update or delete on control_desk.listed_verdict for each row execute function kernel.refuse_append_only_change();
create trigger append_only_no_truncate before truncate on control_desk.listed_verdict for each statement execute function kernel.refuse_append_only_change();
create trigger append_only before update or delete on control_desk.verdict_list_digest for each row execute function kernel.refuse_append_only_change();
create trigger append_only_no_truncate before truncate on control_desk.verdict_list_digest for each statement execute function kernel.refuse_append_only_change();
create trigger append_only before update or delete on control_desk.seed_entry for each row execute function kernel.refuse_append_only_change();
create trigger append_only_no_truncate before truncate on control_desk.seed_entry for each statement execute function kernel.refuse_append_only_change();
create trigger append_only before update or delete on control_desk.sample_seed for each row execute function kernel.refuse_append_only_change();
create trigger append_only_no_truncate before truncate on control_desk.sample_seed for each statement execute function kernel.refuse_append_only_change();

select kernel.protect_rows('control_desk.verdict_list', 'id');
select kernel.protect_rows('control_desk.verdict_list_digest', 'list_id');
select kernel.protect_rows('control_desk.sample_seed', 'list_id');
