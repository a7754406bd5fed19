-- The key of each verified record, wrapped again under the evidence key, so that the web process shows images without
-- the intake key (decision 4). A job fills in records that were verified before.
alter table verification.support add column evidence_key bytea;
create index support_without_evidence_key on verification.support (id) where state = 'verified' and evidence_key is null;
alter table devices.device add column evidence_key bytea;
create index device_without_evidence_key on devices.device (id) where checked_at is not null and evidence_key is null;
