-- Verification declares the event of a decided review: `control-desk.verdict-given` becomes `verification.review-decided`, and its consumer
-- gets another name. Messages that have not been handled are dispatched again, because a job queued under the former name has no consumer.
update kernel.outbox_message message
set type = 'verification.review-decided',
  payload = payload || jsonb_build_object('reviewer', 'desk', 'folio',
    (select folio from control_desk.record where support_id = (message.payload ->> 'supportId')::uuid)),
  dispatched_at = case when settled_at is not null then dispatched_at end
where type = 'control-desk.verdict-given';
update kernel.inbox set consumer = 'verification.apply-decided-review' where consumer = 'verification.take-desk-verdict';
