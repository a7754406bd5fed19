-- A support's row is written again with each verdict, match and class, and none of that is indexed: with room left on its page
-- such a change touches no index at all, wherever among a million rows it lies.
alter table verification.support set (fillfactor = 80);
