-- E-mails to officials are now sent by notifications. Handled messages stay handled.

update kernel.outbox_message set type = 'accounts.access-link-requested' where type = 'accounts.access-link-due';
update kernel.inbox set consumer = 'notifications.access-link' where consumer = 'accounts.send-access-link';
update kernel.inbox set consumer = 'notifications.declaration-refused' where consumer = 'accounts.send-declaration-refusal';
update kernel.inbox set consumer = 'notifications.second-factor-reset' where consumer = 'accounts.send-second-factor-reset';
