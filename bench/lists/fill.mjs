// Fills a register of the given size: half belongs to one OPL, the rest to others; one aspirant per 500 auxiliaries.
import pg from 'pg';

const FIRST_DAY = '2027-01-01';
const AUXILIARIES_PER_ASPIRANT = 500;

export async function fill(url, auxiliaries) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const aspirants = Math.max(10, Math.round(auxiliaries / AUXILIARIES_PER_ASPIRANT));
  const run = (sql, params = []) => client.query(sql, params);
  await run(
    `create function pg_temp.made(kind int, n bigint) returns uuid language sql immutable as
       $$ select ('00000000-0000-4000-8000-' || kind || lpad(n::text, 11, '0'))::uuid $$`,
  );
  await run(`create function pg_temp.entidad(n bigint) returns text language sql immutable as
    $$ select case when n % 2 = 0 then '22' else lpad((n / 2 % 32 + 1)::text, 2, '0') end $$`);
  await run(
    `insert into processes.process (id, id_proceso, entidad, name, practice, created_at)
     select pg_temp.made(1, n), 'P' || lpad(n::text, 3, '0') || '-2027-01', lpad(n::text, 2, '0'), 'Proceso ' || n, false,
       now() from generate_series(1, 32) n`,
  );
  await run(
    `insert into processes.office (id, process_id, kind, name, territory)
     select pg_temp.made(2, n), pg_temp.made(1, n), 'gubernatura', 'Gubernatura', '' from generate_series(1, 32) n`,
  );
  await run(
    `insert into aspirants.aspirant (id, folio, process_id, office_id, entidad, display_name, status, personal, email_hash,
       email_provider, clave_hash, registered_at)
     select pg_temp.made(3, n), 'ASP-' || lpad(n::text, 6, '0'), pg_temp.made(1, e::int), pg_temp.made(2, e::int), e,
       'Persona ' || md5(n::text), case when n % 4 = 0 then 'draft' else 'confirmed' end, '\\x00', int8send(n), 'google',
       int8send(n), timestamptz '${FIRST_DAY}' + n * interval '1 minute'
     from (select n, pg_temp.entidad(n) as e from generate_series(1, $1::bigint) n) made`,
    [aspirants],
  );
  // The list indexes are dropped, and created again after the insert with the definitions from the migrations.
  const indexes = await run(
    `select indexname, indexdef from pg_indexes where schemaname = 'auxiliaries' and indexdef not like '%UNIQUE%'`,
  );
  for (const { indexname } of indexes.rows) await run(`drop index auxiliaries.${indexname}`);
  await run(
    `insert into auxiliaries.auxiliary (id, id_auxiliar, process_id, office_id, aspirant_id, entidad, personal, email_hash,
       email_provider, clave_hash, in_nominal_list, status, registered_at)
     select pg_temp.made(4, n), 'AUX-P' || e || '-2027-01-' || lpad(n::text, 7, '0') || '-X', pg_temp.made(1, e::int),
       pg_temp.made(2, e::int), pg_temp.made(3, a), e, '\\x00', int8send(n), 'google', int8send(n), true,
       case when n % 50 < 2 then 'discharged' when n % 3 = 0 then 'enrolled' else 'registered' end,
       timestamptz '${FIRST_DAY}' + n * interval '1 second'
     from (select n, a, pg_temp.entidad(a) as e from (
       select n, n % $2::bigint + 1 as a from generate_series(1, $1::bigint) n) of_aspirant) made`,
    [auxiliaries, aspirants],
  );
  // Every third auxiliary has a device; one auxiliary in 450, in every OPL, has a device that waits for review.
  await run(
    `insert into devices.device (id, auxiliary_id, folio_prefix, public_jwk, key_thumbprint, status, blob_key,
       manifest_digest, enrolled_at)
     select pg_temp.made(5, n), pg_temp.made(4, n), lpad(n::text, 8, '0'), '{}', int8send(n),
       case when n % 900 < 6 then 'por-revisar' else 'active' end, 'none', int8send(n), timestamptz '${FIRST_DAY}'
     from generate_series(3, $1::bigint, 3) n`,
    [auxiliaries],
  );
  await run(
    `insert into auxiliaries.known_device
     select id, auxiliary_id, folio_prefix, status, attested, findings, enrolled_at from devices.device`,
  );
  await run(
    // A given name that one in five has, two surnames of ten thousand, and a telephone.
    `insert into auxiliaries.search_hash (auxiliary_id, hash)
     select pg_temp.made(4, n), int8send(word) from generate_series(1, $1::bigint) n,
       unnest(array[n % 5, 10 + n % 10000, 10010 + n / 7 % 10000, 100000 + n]) word`,
    [auxiliaries],
  );
  await run(
    `insert into kernel.counter_total (name, dimensions, value)
     select 'auxiliaries.registered', jsonb_build_object('processId', process_id::text, 'aspirantId', aspirant_id::text,
       'entidad', entidad), count(*) from auxiliaries.auxiliary group by 2`,
  );
  for (const { indexdef } of indexes.rows) await run(indexdef);
  await run('vacuum analyze');
  await client.end();
}

/** Id of the nth auxiliary or aspirant. */
export const generatedId = (kind, n) => `00000000-0000-4000-8000-${kind}${String(n).padStart(11, '0')}`;
