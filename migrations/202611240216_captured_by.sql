-- The official who captured a record on paper (§9) and may not review it under any account. Null: it came from a device.
alter table control_desk.record add column captured_by uuid;
