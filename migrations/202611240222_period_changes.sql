-- Ámbito of a period, agreement of each change, and when a process was closed, after which its periods cannot change (§5.A, §13.2).
alter table processes.capture_period add column ambito text not null default 'local' check (ambito in ('local'));
alter table processes.capture_period_version add column agreement text;
alter table processes.process add column closed_at timestamptz;
