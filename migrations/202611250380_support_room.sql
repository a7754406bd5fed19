-- A support's row is written again with each verdict, match and class, and none of that is indexed: with room left on its page
-- such a change touches no index at all, wherever among a million rows it lies.
alter table verification.support set (fillfactor = 80);

-- The key of an elector is another one in each contest (it is made with a key of the contest's own): by itself it finds the
-- supports of one elector, in an index half the size.
drop index verification.support_elector;
create index support_elector on verification.support (elector_key) where elector_key is not null;
