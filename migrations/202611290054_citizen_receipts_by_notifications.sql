-- Citizens' receipts are now sent by notifications. Sent or withheld ones stay so, and still count against the caps.

update kernel.outbox_message set type = 'verification.citizen-address-given' where type = 'verification.citizen-receipt-due';
update kernel.inbox set consumer = 'notifications.citizen-receipt' where consumer = 'verification.send-citizen-receipt';

with former as (select gen_random_uuid() as id, support_id, state, at from verification.citizen_mail)
insert into notifications.message (id, event_message_id, mail, recipient_kind, recipient_id, once_only, occurred_at,
  correlation_id, delivery_id, state, settled_at)
select id, id, 'citizen-receipt', 'citizen', support_id::text, true, at, id, id,
  case state when 'sent' then 'sent' when 'capped' then 'withheld' else 'obsolete' end, at
from former;

insert into notifications.cap_use (mail, kind, key, at)
select 'citizen-receipt', 'address', email_hash, at from verification.citizen_mail where state = 'sent';

drop table verification.citizen_mail;
