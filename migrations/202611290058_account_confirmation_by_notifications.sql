-- The link that confirms an account is now sent by notifications. Handled messages stay handled.

update kernel.outbox_message m set type = 'auxiliaries.account-confirmation-asked',
  payload = m.payload || jsonb_build_object('auxiliaryId', (
    select c.auxiliary_id from auxiliaries.account_confirmation c where c.id = (m.payload ->> 'confirmationId')::uuid))
  where type = 'auxiliaries.account-confirmation-due';
update kernel.inbox set consumer = 'notifications.account-confirmation'
  where consumer = 'auxiliaries.send-account-confirmation';
