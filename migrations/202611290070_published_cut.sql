-- The roll cuts, for the contexts above electoral-roll.
create view roll.published_cut as select name from roll.cut;
