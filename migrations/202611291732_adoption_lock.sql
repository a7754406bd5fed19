-- The adoption of protected rows keeps out their writers for an instant. The application may not lock an append-only table itself.
create function kernel.lock_protected_rows(protected regclass) returns void language plpgsql
security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select from pg_trigger where tgrelid = protected and tgname = 'note_inserted_rows') then
    raise exception '% has no protected rows', protected using errcode = 'insufficient_privilege';
  end if;
  execute format('lock table %s in share mode', protected);
end $$;
revoke execute on function kernel.lock_protected_rows from public;
