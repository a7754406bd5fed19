-- Papers of auxiliaries (§6.7): a request is answered with numbered transfers, and a wrong scan is withdrawn without being removed.
alter table auxiliaries.custody_handover
  -- 1 for the first transfer under the request. Later ones add people, or newer scans of the same people.
  add column number int not null default 1;
set local apoyo.change_append_only = on;
update auxiliaries.custody_handover h set number = n.number
  from (select request_id, auxiliary_id, dense_rank() over (partition by request_id order by handed_at) as number
        from auxiliaries.custody_handover) n
  where (h.request_id, h.auxiliary_id) = (n.request_id, n.auxiliary_id) and n.number > 1;
set local apoyo.change_append_only = off;

-- A scan that the aspirant withdrew: kept, but not transferred any more.
create table auxiliaries.paper_withdrawal (
  paper_id uuid primary key references auxiliaries.paper (id),
  reason text not null check (reason in ('other-person', 'incomplete', 'illegible', 'unsigned', 'other-document')),
  withdrawn_by text not null,
  withdrawn_at timestamptz not null
);
create trigger append_only before update or delete on auxiliaries.paper_withdrawal
  for each row execute function kernel.refuse_append_only_change();
create trigger append_only_no_truncate before truncate on auxiliaries.paper_withdrawal
  for each statement execute function kernel.refuse_append_only_change();
