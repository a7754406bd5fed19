-- An aspirant's auxiliaries by status: counted and paged from indexes alone, even with ten thousand of them.
create index auxiliary_aspirant_status on auxiliaries.auxiliary (aspirant_id, status, registered_at, id);
