-- How many days after the grace a record that was not sent stays on a device, as the OPL sets it (decision 7).
alter table auxiliaries.enrolment_policy
  add column unsent_kept_days int not null default 30 check (unsent_kept_days between 1 and 365);
