-- E-mails to aspirants are now sent by notifications; a separate consumer ends the sessions of a former account. Handled messages stay
-- handled.

update kernel.inbox set consumer = 'notifications.aspirant-confirmed' where consumer = 'aspirants.send-confirmation';

insert into kernel.inbox (consumer, message_id, done_at)
select split.consumer, message_id, done_at from kernel.inbox,
  unnest(array['aspirants.end-sessions', 'notifications.account-ended']) as split (consumer)
where inbox.consumer = 'aspirants.send-email-change';
update kernel.inbox set consumer = 'notifications.account-changed' where consumer = 'aspirants.send-email-change';
