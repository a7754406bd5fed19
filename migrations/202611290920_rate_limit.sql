-- Requests counted per client and minute, shared by all web processes; the key is a keyed hash of the client's address.
-- Unlogged: after a crash the counts start again at zero.
create unlogged table kernel.rate_limit (
  key bytea not null,
  window_start timestamptz not null,
  taken int not null,
  primary key (key, window_start)
);
create index rate_limit_window on kernel.rate_limit (window_start);
