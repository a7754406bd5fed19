-- The notice that the desk has concluded is now sent by notifications. Handled messages stay handled.

update kernel.inbox set consumer = 'notifications.desk-concluded' where consumer = 'results.address-desk-concluded';

insert into notifications.message (id, event_message_id, mail, recipient_kind, recipient_id, payload, occurred_at,
  correlation_id, delivery_id)
select m.id, m.id, 'desk-concluded', 'official', m.payload ->> 'officialId',
  m.payload - 'officialId' - 'entidad' - 'role', m.occurred_at, m.correlation_id, m.id
from kernel.outbox_message m
where m.type = 'results.desk-concluded-mail-due'
  and not exists (select from kernel.inbox i where i.consumer = 'results.send-desk-concluded' and i.message_id = m.id);

update kernel.outbox_message set type = 'notifications.mail-queued', payload = jsonb_build_object('deliveryId', id)
where type = 'results.desk-concluded-mail-due';
update kernel.inbox set consumer = 'notifications.deliver' where consumer = 'results.send-desk-concluded';
