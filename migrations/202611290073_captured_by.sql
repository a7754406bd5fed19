-- The account of the official who captured the support on paper; null if it came from a device.
alter table verification.support add column captured_by uuid;
