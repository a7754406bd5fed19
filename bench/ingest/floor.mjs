// The minimum work to store a record durably: hash the stream, sync file and folder, verify one signature, insert one
// row in its own durable transaction, and return the digest. It applies none of the product's rules.
import { createHash, generateKeyPairSync, randomUUID, sign, verify } from 'node:crypto';
import { mkdir, open, rename } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import pg from 'pg';

const { DATABASE_URL, FOLDER } = process.env;
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 16 });
await mkdir(FOLDER, { recursive: true });
await pool.query(
  'create table record (id uuid primary key, size int not null, sha256 bytea not null, at timestamptz not null default now())',
);
const folder = await open(FOLDER, 'r');
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const signed = Buffer.alloc(500, 7);
const signature = sign('sha256', signed, privateKey);

async function store(request) {
  const id = randomUUID();
  const path = join(FOLDER, id);
  const digest = createHash('sha256');
  const file = await open(`${path}.part`, 'wx');
  let size = 0;
  for await (const chunk of request) {
    digest.update(chunk);
    size += chunk.length;
    await file.write(chunk);
  }
  await file.sync();
  await file.close();
  await rename(`${path}.part`, path);
  await folder.sync();
  if (!verify('sha256', signed, publicKey, signature)) throw new Error("the benchmark's own signature is invalid");
  const sha256 = digest.digest();
  await pool.query('insert into record (id, size, sha256) values ($1, $2, $3)', [id, size, sha256]);
  return { id, sha256: sha256.toString('hex') };
}

const server = createServer((request, response) => {
  store(request).then(
    (stored) => response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify(stored)),
    () => response.writeHead(500).end(),
  );
});
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ pid: process.pid, port: server.address().port })));
