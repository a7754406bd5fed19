-- Removes data that nothing reads. Older messages that still contain it are processed without it.
alter table control_desk.record drop column registry_status, drop column reported_class;
-- The integrity code is the digest of the manifest.
alter table verification.support drop column manifest_digest;
