// A planted defect: a sync that says it is done and is not, so that the answer goes out before the record is on the disk.
process.env.CHAOS_SYNC_LIES = 'yes';
