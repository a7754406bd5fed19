-- Reminders of legal dates are now sent by notifications. Pending messages move there; handled ones stay handled.

update kernel.outbox_message set type = 'processes.legal-date-approached' where type = 'processes.reminder-due';
update kernel.inbox set consumer = 'notifications.reminder' where consumer = 'processes.address-reminder';

insert into notifications.message (id, event_message_id, mail, recipient_kind, recipient_id, payload, occurred_at,
  correlation_id, delivery_id)
select m.id, m.id, 'reminder', 'official', m.payload ->> 'officialId', m.payload - 'officialId', m.occurred_at,
  m.correlation_id, m.id
from kernel.outbox_message m
where m.type = 'processes.reminder-mail-due'
  and not exists (select from kernel.inbox i where i.consumer = 'processes.send-reminder' and i.message_id = m.id);

update kernel.outbox_message set type = 'notifications.mail-queued', payload = jsonb_build_object('deliveryId', id)
where type = 'processes.reminder-mail-due';
update kernel.inbox set consumer = 'notifications.deliver' where consumer = 'processes.send-reminder';
