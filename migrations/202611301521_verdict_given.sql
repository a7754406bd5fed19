-- Finds the verdicts of a day for their published list.
drop index concurrently if exists control_desk.verdict_given;
create index concurrently verdict_given on control_desk.verdict (given_at);
