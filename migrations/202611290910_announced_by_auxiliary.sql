-- Announcements of an auxiliary, for a new phone that requests them; and the highest folio of a device, for its lease (decision 7).
create index announcement_auxiliary on intake.announcement (auxiliary_id, folio);
create index lost_support_device on intake.lost_support (device_id, folio);
