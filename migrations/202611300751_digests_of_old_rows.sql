-- The digest of a row before each update and deletion, so that a row that was altered in place is found even after a later genuine write. An old digest
-- has a `<` before it, and its line precedes the one with the new digest. An insert has none.
create function kernel.note_replaced_rows() returns trigger language plpgsql set timezone = 'UTC' as $$
declare
  lines text;
begin
  -- As in kernel.note_row_digests.
  if (select count(*) from replaced) > 10000 then
    perform set_config('kernel.row_digests', 'too many', true);
    return null;
  end if;
  if tg_op = 'DELETE' then
    select string_agg(
        format(E'%1$I.%2$I %3$s <%4$s\n%1$I.%2$I %3$s -\n', tg_table_schema, tg_table_name,
          (select string_agg(content ->> name, ':' order by place) from unnest(tg_argv) with ordinality as key (name, place)),
          encode(sha256(convert_to(jsonb_strip_nulls(content)::text, 'UTF8')), 'hex')), '')
      into lines from (select to_jsonb(replaced) as content from replaced) rows;
  else
    select string_agg(
        format(E'%I.%I %s %s%s\n', tg_table_schema, tg_table_name,
          (select string_agg(content ->> name, ':' order by place) from unnest(tg_argv) with ordinality as key (name, place)),
          mark, encode(sha256(convert_to(jsonb_strip_nulls(content)::text, 'UTF8')), 'hex')), '')
      into lines from (select '<' as mark, to_jsonb(replaced) as content from replaced
                       union all select '', to_jsonb(written) from written) rows;
  end if;
  if lines is not null then
    perform set_config('kernel.row_digests', coalesce(current_setting('kernel.row_digests', true), '') || lines, true);
  end if;
  return null;
end $$;

create or replace function kernel.protect_rows(protected regclass, variadic key text[]) returns void language plpgsql as $$
declare
  arguments text := (select string_agg(quote_literal(name), ', ' order by place) from unnest(key) with ordinality as k (name, place));
begin
  execute format('create or replace trigger note_inserted_rows after insert on %s referencing new table as written
    for each statement execute function kernel.note_row_digests(%s)', protected, arguments);
  execute format('create or replace trigger note_updated_rows after update on %s
    referencing old table as replaced new table as written
    for each statement execute function kernel.note_replaced_rows(%s)', protected, arguments);
  execute format('create or replace trigger note_deleted_rows after delete on %s referencing old table as replaced
    for each statement execute function kernel.note_replaced_rows(%s)', protected, arguments);
end $$;

-- The triggers of every table that is protected already, with the same keys.
do $$
declare
  one record;
begin
  for one in select tgrelid::regclass as protected, array_remove(string_to_array(encode(tgargs, 'escape'), E'\\000'), '') as key
             from pg_trigger where tgname = 'note_inserted_rows' loop
    perform kernel.protect_rows(one.protected, variadic one.key);
  end loop;
end $$;
