-- Notices of maintenance and the auxiliary's receipts are now sent by notifications. Handled messages stay handled.

update kernel.inbox set consumer = 'notifications.maintenance' where consumer = 'intake.address-maintenance';
update kernel.inbox set consumer = 'notifications.support-received' where consumer = 'intake.send-auxiliary-receipt';

insert into notifications.message (id, event_message_id, mail, recipient_kind, recipient_id, payload, occurred_at,
  correlation_id, delivery_id)
select m.id, m.id, 'maintenance', 'official', m.payload ->> 'officialId', m.payload - 'officialId' - 'entidad',
  m.occurred_at, m.correlation_id, m.id
from kernel.outbox_message m
where m.type = 'intake.maintenance-mail-due'
  and not exists (select from kernel.inbox i where i.consumer = 'intake.send-maintenance-mail' and i.message_id = m.id);

update kernel.outbox_message set type = 'notifications.mail-queued', payload = jsonb_build_object('deliveryId', id)
where type = 'intake.maintenance-mail-due';
update kernel.inbox set consumer = 'notifications.deliver' where consumer = 'intake.send-maintenance-mail';
