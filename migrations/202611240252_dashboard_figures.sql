-- Figures of the first page: what a reviewer has done today is counted from an index (§11.4).
create index record_reviewed_by on control_desk.record (reviewer_id, reviewed_at) where reviewed_at is not null;
