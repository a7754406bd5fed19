-- Lists what the scrub found, and records the thumbprint of the key of every device enrolled so far in the audit trail (decision 49).
-- What differs, e.g. `row.receivedAt`, `container.content`. Empty for rows from before.
alter table kernel.blob_damage add column findings text[] not null default '{}';

-- RFC 7638. A later enrolment records it in its own entry.
insert into kernel.audit_entry (stream, at, actor_kind, actor_id, actor_label, action, outcome, subject_kind, subject_id,
    details, correlation_id, territory)
select auxiliary.process_id::text, now(), 'system', 'devices.anchor-key', 'devices.anchor-key', 'devices.anchor-key', 'done',
  'device', device.id::text,
  jsonb_build_object('keyThumbprint', rtrim(translate(encode(sha256(convert_to(format(
    '{"crv":"%s","kty":"%s","x":"%s","y":"%s"}', device.public_jwk ->> 'crv', device.public_jwk ->> 'kty',
    device.public_jwk ->> 'x', device.public_jwk ->> 'y'), 'UTF8')), 'base64'), '+/', '-_'), '=')),
  gen_random_uuid(), auxiliary.entidad
from devices.device device join auxiliaries.auxiliary auxiliary on auxiliary.id = device.auxiliary_id
order by device.enrolled_at, device.id;
