-- The row of a support is updated by each verdict, match and class, and none of these columns is indexed: with free space on its page, such
-- an update (HOT) touches no index.
alter table verification.support set (fillfactor = 80);

-- The key of an elector is different in each contest (it is derived with a key of the contest), so an index on it alone finds the supports
-- of one elector and is half the size.
drop index verification.support_elector;
create index support_elector on verification.support (elector_key) where elector_key is not null;
