-- Who captures with more than one device or for more than one aspirant is found without reading every device (§7.6).
create index device_several on auxiliaries.device (auxiliary_id)
  where status <> 'discharged'
    and jsonb_exists_any(findings, array['another-device', 'second-device', 'other-aspirant', 'second-aspirant']);

-- The receipts of one auxiliary, in the order in which a device asks for them again.
create index support_auxiliary on intake.support (auxiliary_id, folio);
