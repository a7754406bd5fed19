-- Blind second reviews of the sample of a published list, and the supervisor's decisions where they disagree (decision 50).
create table control_desk.second_review (
  list_id uuid not null references control_desk.verdict_list (id),
  support_id uuid not null,
  -- The listed verdict, which the second reviewer does not see.
  verdict_id bigint not null references control_desk.verdict (id),
  aspirant_id uuid not null,
  -- Sorts the records as they were drawn: the hexadecimal HMAC of the record.
  place text not null check (place ~ '^[0-9a-f]{64}$'),
  ordered_at timestamptz not null,
  -- Null while nobody may review it: every reviewer has reviewed or captured it.
  reviewer_id text,
  primary key (list_id, support_id)
);
create index second_review_reviewer on control_desk.second_review (reviewer_id, ordered_at);
create index second_review_support on control_desk.second_review (support_id);

create table control_desk.second_verdict (
  list_id uuid not null references control_desk.verdict_list (id),
  support_id uuid not null,
  verdict text not null,
  sub_reason text,
  -- May contain personal data of a citizen, so it is encrypted.
  note bytea,
  criteria_version int not null,
  reviewer_id text not null,
  given_at timestamptz not null,
  primary key (list_id, support_id)
);

create table control_desk.disagreement_decision (
  list_id uuid not null references control_desk.verdict_list (id),
  support_id uuid not null,
  verdict text not null,
  sub_reason text,
  -- Encrypted, like the note of a verdict.
  reason bytea not null,
  criteria_version int not null,
  decided_by text not null,
  decided_at timestamptz not null,
  primary key (list_id, support_id)
);

create trigger append_only before update or delete on control_desk.second_verdict for each row execute function kernel.refuse_append_only_change();
create trigger append_only_no_truncate before truncate on control_desk.second_verdict for each statement execute function kernel.refuse_append_only_change();
create trigger append_only before update or delete on control_desk.disagreement_decision for each row execute function kernel.refuse_append_only_change();
create trigger append_only_no_truncate before truncate on control_desk.disagreement_decision for each statement execute function kernel.refuse_append_only_change();
