-- Verdicts that ended a run of records on each of which the reviewer spent too little time to look (§11.1).
create table control_desk.hasty_verdict (
  verdict_id bigint primary key references control_desk.verdict (id),
  support_id uuid not null references control_desk.record (support_id),
  reviewer_id text not null,
  given_at timestamptz not null
);
create index hasty_verdict_reviewer on control_desk.hasty_verdict (reviewer_id, given_at);
create trigger append_only before update or delete on control_desk.hasty_verdict
  for each row execute function kernel.refuse_append_only_change();
create trigger append_only_no_truncate before truncate on control_desk.hasty_verdict
  for each statement execute function kernel.refuse_append_only_change();
