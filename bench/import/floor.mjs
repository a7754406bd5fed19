// The floor: hucre reads the file and writes the invalid rows, and the roll is queried once.
import { readFile, writeFile } from 'node:fs/promises';
import { streamXlsxRows, writeXlsx } from 'hucre';
import pg from 'pg';

const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
await client.connect();

async function work({ file }) {
  const startedAt = performance.now();
  const rows = [];
  for await (const { values } of streamXlsxRows(await readFile(file))) rows.push(values);
  const [titles, ...people] = rows;
  const clave = titles.indexOf('Clave de elector');
  await client.query(
    `select e.clave_elector, e.registry_status from unnest($1::text[]) as requested (clave)
     join roll.elector e on e.cut_id = (select max(id) from roll.cut) and e.clave_elector = requested.clave`,
    [people.map((row) => row[clave])],
  );
  const answer = people
    .filter((_, at) => at % 10 === 9)
    .map((row) => [...row, 'Qué corregir: el dato de la columna', 1]);
  await writeFile(`${file}.answer`, await writeXlsx({ sheets: [{ name: 'Auxiliares', rows: [titles, ...answer] }] }));
  return { milliseconds: performance.now() - startedAt };
}

process.on('message', (task) => {
  work(task).then(
    (answer) => process.send(answer),
    (error) => process.send({ failed: error.stack }),
  );
});
process.send('ready');
