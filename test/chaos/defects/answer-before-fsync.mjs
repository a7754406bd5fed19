// An injected defect: fsync returns without syncing, so the server responds before the record is on disk.
process.env.CHAOS_SKIP_SYNC = 'yes';
