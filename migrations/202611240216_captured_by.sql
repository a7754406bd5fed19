-- Who captured a record on paper (§9): that person, under whatever account, never reviews it. Null: it came from a device.
alter table control_desk.record add column captured_by uuid;
