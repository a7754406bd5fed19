-- Sessions of officials and aspirants: an opaque id and the id of the account, no personal data.
create table kernel.session (
  sid text primary key,
  sess json not null,
  expire timestamptz(6) not null
);
create index session_expire on kernel.session (expire);
