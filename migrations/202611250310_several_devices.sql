-- Finds people with more than one device or aspirant without reading every device (§7.6).
create index device_several on auxiliaries.device (auxiliary_id)
  where status <> 'discharged'
    and jsonb_exists_any(findings, array['another-device', 'second-device', 'other-aspirant', 'second-aspirant']);

-- The receipts of one auxiliary, in the order in which a device requests them.
create index support_auxiliary on intake.support (auxiliary_id, folio);
