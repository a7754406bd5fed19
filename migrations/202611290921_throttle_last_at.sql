-- Old counts of wrong attempts are deleted by their last attempt.
create index throttle_last_at on accounts.throttle (last_at);
