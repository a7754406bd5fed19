-- Accounts whose grant has ended: their open work is reassigned once (decision 27), and again if a renewed grant ends.
alter table accounts.official add column grant_end_noted timestamptz;
create index official_grant_end on accounts.official (grant_ends_at) where status in ('pending', 'active');
