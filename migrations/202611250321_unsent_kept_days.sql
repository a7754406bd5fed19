-- How many days after the grace period an unsent record stays on a device, as set by the OPL (decision 7).
alter table auxiliaries.enrolment_policy
  add column unsent_kept_days int not null default 30 check (unsent_kept_days between 1 and 365);
