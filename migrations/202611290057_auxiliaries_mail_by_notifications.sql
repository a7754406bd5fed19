-- E-mails to auxiliaries are now sent by notifications. Handled messages stay handled.

update kernel.outbox_message set type = 'auxiliaries.registration-mail-requested' where type = 'auxiliaries.registration-mail-due';
update kernel.inbox set consumer = 'notifications.registration' where consumer = 'auxiliaries.send-registration';
update kernel.inbox set consumer = 'notifications.registration-again' where consumer = 'auxiliaries.send-registration-again';
