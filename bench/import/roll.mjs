// Fills a roll cut with the given number of electors: the people in the files, and others made by generate_series.
import pg from 'pg';

export async function fillRoll(url, people, electors) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(
    `insert into roll.cut (name, as_of, source, electors, in_force_from) values ('bench', now(), 'PADRÓN INVENTADO', $1, now()) returning id`,
    [electors],
  );
  const partition = `roll.elector_${rows[0].id}`;
  await client.query(`create table ${partition} (like roll.elector including defaults including constraints)`);
  await client.query(
    `insert into ${partition} select ${rows[0].id}, 'B' || n, 'ZZZZZZ' || lpad(n::text, 12, '0'), '', lpad(n::text, 9, '0'),
       lpad(n::text, 13, '1'), lpad(n::text, 9, '2'), '00', 'NOMBRE', 'PATERNO', 'MATERNO', date '1980-01-01', 'M', '22', '01',
       '014', '0001', 'lista-nominal', ''
     from generate_series(1, ${electors - people.length}) as n`,
  );
  const columns = ['stableKey', 'claveElector', 'curp', 'cic', 'ocr', 'identificadorCiudadano', 'registryStatus'];
  for (let from = 0; from < people.length; from += 5000) {
    const batch = people.slice(from, from + 5000);
    await client.query(
      `insert into ${partition} select ${rows[0].id}, a, b, c, d, e, f, '00', 'N', 'P', 'M', date '1980-01-01', 'M', '22', '01', '014',
         '0001', g, ''
       from unnest(${columns.map((_, at) => `$${at + 1}::text[]`).join(', ')}) as p (a, b, c, d, e, f, g)`,
      columns.map((column) => batch.map((person) => person[column])),
    );
  }
  await client.query(`alter table roll.elector attach partition ${partition} for values in (${rows[0].id})`);
  await client.query(`analyze ${partition}`);
  await client.end();
}
