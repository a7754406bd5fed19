-- Figures of the home page: an index counts what a reviewer has done today (§11.4).
create index record_reviewed_by on control_desk.record (reviewer_id, reviewed_at) where reviewed_at is not null;
