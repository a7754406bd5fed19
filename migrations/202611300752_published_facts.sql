-- What the nightly check compares: facts that verification copied from protected rows of other contexts.
create view intake.published_flags with (security_invoker = true) as
  select id, flags from intake.support;
create view verification.published_review with (security_invoker = true) as
  select id, state, desk_verdict, desk_reason from verification.support;
