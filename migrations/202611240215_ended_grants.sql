-- An account whose grant has ended hands its open work over once (decision 27); a renewed one again when that ends.
alter table accounts.official add column grant_end_noted timestamptz;
create index official_grant_end on accounts.official (grant_ends_at) where status in ('pending', 'active');
