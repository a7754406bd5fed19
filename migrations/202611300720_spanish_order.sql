-- Names are sorted in Spanish and found without accents on every database, whatever its own collation (ADR 0067).
create function kernel.search_text(given text) returns text language sql immutable strict parallel safe
return btrim(regexp_replace(
  upper(translate(
    regexp_replace(
      normalize(regexp_replace(given collate "C", '[''’‘‛ʼʻʹ′`´ꞌꞋ]', '', 'g'), nfkd) collate "C",
      '[\u0300-\u036f]', '', 'g'),
    'øØłŁđĐðÐħĦıßæÆœŒþÞŋŊɨƗʉɄəƏ', 'OOLLDDDDHHISAAOOTTNNIIUUEE')),
  '[^A-Z0-9]+', ' ', 'g'));
comment on function kernel.search_text is
  'A text as it is searched: upper-case letters without accents and digits, in words. src/kernel/lists/search-text.ts does the same.';

alter table aspirants.aspirant add column search_text text not null
  generated always as (kernel.search_text(display_name || ' ' || folio) || ' ' || replace(folio, '-', '')) stored;
drop index aspirants.aspirant_by_name;
create index aspirant_by_name on aspirants.aspirant (entidad, display_name collate "es-x-icu", id);
create index aspirant_by_name_everywhere on aspirants.aspirant (display_name collate "es-x-icu", id);

alter table processes.process add column search_text text not null
  generated always as (kernel.search_text(name || ' ' || id_proceso) || ' ' || replace(id_proceso, '-', '')) stored;
