// An injected defect: fsync returns without syncing, so the server answers before the record is on disk.
process.env.CHAOS_SKIP_SYNC = 'yes';
