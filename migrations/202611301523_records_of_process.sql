-- Walks through the records of a process in the order of their published list (decision 50).
drop index concurrently if exists control_desk.record_of_process;
create index concurrently record_of_process on control_desk.record (process_id, support_id);
