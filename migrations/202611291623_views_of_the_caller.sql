-- Published views read with the privileges and the row-level security of the caller, not of their owner.
alter view auxiliaries.published_auxiliary set (security_invoker = true);
alter view devices.published_device set (security_invoker = true);
alter view processes.published_office_periods set (security_invoker = true);
alter view roll.published_cut set (security_invoker = true);
