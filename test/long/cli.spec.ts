import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { applicationUrlOf, emptyDatabase } from '../support/app.js';
import { deliveryNotification } from '../support/mailbox.js';
import { buildServer, type BuiltServer } from '../support/built-server.js';

const COLUMNS =
  'claveElector,curp,cic,ocr,identificadorCiudadano,numeroEmision,nombre,paterno,materno,fechaNacimiento,sexo,' +
  'entidad,distrito,municipio,seccion,registryStatus,bajaCause,stableKey';
const ROW = 'XXXXXX80010122H100,,123456789,,987654321,01,ANA,LUNA,SOL,1980-01-01,M,22,01,014,0001,lista-nominal,,uno';
const FIRST =
  '--account primera@ine.mx --name Primera --position Administradora --email primera@ine.mx --phone 5555550100 ' +
  `--until ${String(new Date().getFullYear() + 1)}-01-01`;

describe('the operator commands of the built program', () => {
  let server: BuiltServer;
  let database: Awaited<ReturnType<typeof emptyDatabase>>;
  let folder: string;

  beforeAll(async () => {
    server = await buildServer();
    database = await emptyDatabase();
    folder = await mkdtemp(join(tmpdir(), 'apoyo-cli-'));
  });
  afterAll(async () => {
    await server.remove();
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const rootPublic = (): string => join(folder, 'root.public.json');

  async function cli(
    command: string,
    environment: Record<string, string> = {},
  ): Promise<{ code: number; out: string; error: string }> {
    const child = spawn(process.execPath, ['dist/cli.js', ...command.split(' ')], {
      cwd: server.folder,
      env: {
        PATH: process.env['PATH'],
        PUBLIC_URL: 'https://apoyo.example',
        DATABASE_URL: applicationUrlOf(database.url),
        OWNER_DATABASE_URL: database.url,
        SMTP_URL: 'smtp://127.0.0.1:1',
        ALLOW_PLAINTEXT: 'postgres',
        STORAGE_RESERVE_MEGABYTES: '0',
        DATA_DIR: folder,
        KEYS_DIR: join(folder, 'keys'),
        KEK: Buffer.alloc(32, 7).toString('base64'),
        INTAKE_KEK: Buffer.alloc(32, 9).toString('base64'),
        ...(existsSync(rootPublic()) && { ROOT_PUBLIC_KEY_FILE: rootPublic() }),
        ...environment,
      },
    });
    let out = '';
    let error = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (error += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number];
    return { code, out, error };
  }

  /** Runs a statement without triggers. */
  async function asSuperuser(statement: string): Promise<void> {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query('set session_replication_role = replica');
    await client.query(statement);
    await client.end();
  }

  /** @returns the output of the confirmation. */
  async function proveBackup(backup: string): Promise<string> {
    const [publicKey, privateKey] = ['respaldo.publica', 'respaldo.privada'].map((name) => join(folder, name));
    expect(await cli(`keys backup --to ${backup} --key ${publicKey ?? ''}`)).toMatchObject({ code: 0, error: '' });
    const verified = await cli(`keys verify-backup ${backup} --key ${privateKey ?? ''}`);
    return (await cli(`keys confirm-backup ${/Código: (\w+)/.exec(verified.out)?.[1] ?? 'ninguno'}`)).out;
  }

  it('prepare an installation: tables, keys, roll, territory, first administrator, once each', async () => {
    expect((await cli('provision')).out).toContain('Los roles están listos.');
    expect((await cli('migrate')).out).toContain('Se aplicaron:');
    expect((await cli('keys test')).out).toContain('Las llaves abren y firman.');

    const cut = join(folder, 'corte.csv');
    const header = '#apoyo-ciudadano.roll;version=1;cut=prueba;asOf=2026-11-15T06:00:00Z;source=PRUEBA;electors=1';
    await writeFile(cut, `${header}\n${COLUMNS}\n${ROW}\n`);
    expect(await cli(`roll load ${cut}`)).toMatchObject({
      code: 0,
      out: expect.stringContaining('Corte cargado: 1 personas'),
    });

    const catalogue = join(folder, 'catalogo.csv');
    const announced =
      '#apoyo-ciudadano.territory;version=1;catalogue=prueba;validFrom=2026-01-01;source=PRUEBA;sections=1';
    const territory = 'entidad,municipio,nombreMunicipio,seccion,distritoLocal,distritoFederal';
    await writeFile(catalogue, `${announced}\n${territory}\n22,014,Querétaro,0412,07,03\n`);
    expect(await cli(`territory load ${catalogue}`)).toMatchObject({
      code: 0,
      out: expect.stringContaining('Entidad 22: 1 municipios y 1 secciones.'),
    });
    expect((await cli(`territory load ${catalogue}`)).out).toContain('Ese archivo ya estaba cargado; nada cambió.');
    await writeFile(catalogue, `${announced}\n${territory}\n22,14,Querétaro,0412,07,03\n`);
    expect(await cli(`territory load ${catalogue}`)).toMatchObject({
      code: 1,
      error: expect.stringContaining('La línea 3 no es válida: «municipio» debe llevar tres dígitos.'),
    });

    expect((await cli(`admin create-first ${FIRST}`)).out).toContain('https://apoyo.example/');
    expect(await cli('admin reset-second-factor --account primera@ine.mx --reason extravío')).toMatchObject({
      code: 1,
      error: expect.stringContaining('no tiene segundo factor'),
    });
    const again = await cli(`admin create-first ${FIRST}`);
    expect(again.code).toBe(1);
    expect(again.error).not.toMatch(/ at |ACCOUNTS\./);
  }, 240_000);

  it('sign the keys offline, publish and rotate them, and prove a backup (decisions 4 and 22)', async () => {
    const at = (name: string): string => join(folder, name);
    expect((await cli('keys expiry')).error).toContain('no hay raíz aparte');
    expect((await cli(`keys root --public ${rootPublic()} --private ${at('root.json')}`)).code).toBe(0);
    expect(await readFile(rootPublic(), 'utf8')).not.toContain('"d"');
    expect((await cli('keys expiry')).error).toContain('No se ha publicado');

    await cli(`backup key --public ${at('respaldo.publica')} --private ${at('respaldo.privada')}`);
    let signed = '';
    const publish = async (name: string, days: string): Promise<string> => {
      expect((await cli(`keys request ${at(`${name}.json`)}`)).code).toBe(0);
      const sign = `keys sign ${at(`${name}.json`)} --root ${at('root.json')} --to ${at(`${name}.jws`)}${days}`;
      signed = (await cli(sign)).out;
      expect(signed).toContain('Firmadas con el número');
      const published = await cli(`keys publish ${at(`${name}.jws`)}`);
      expect([published.code, published.error]).toEqual([0, '']);
      return published.out;
    };
    const unproven = `keys sign ${at('cero.json')} --root ${at('root.json')} --to ${at('cero.jws')} --days 29`;
    await cli(`keys request ${at('cero.json')}`);
    await cli(unproven);
    expect((await cli(`keys publish ${at('cero.jws')}`)).error).toContain('aún no se comprueba que un respaldo abre');
    expect(await proveBackup(at('primeras.respaldo'))).toContain('de recepción: pair.intake-1.');
    expect(await publish('uno', ' --days 29')).toContain('Publicadas con el número');
    expect((await cli(`keys publish ${at('uno.jws')}`)).out).toContain('Publicadas con el número');
    const tooLong = `keys sign ${at('uno.json')} --root ${at('root.json')} --to ${at('largas.jws')} --days 367`;
    expect((await cli(tooLong)).error).toContain('de 1 a 366');
    expect(await cli('keys expiry')).toMatchObject({ code: 1, error: expect.stringContaining('Firme otras.') });
    expect((await cli('keys rotate receipt')).out).toContain('Se usará cuando la raíz la firme');
    const listed = (await cli('keys list')).out;
    expect((await cli('keys expiry')).out).toMatch(/^pair\.receipt-2 .* todavía no se usa$/m);
    await publish('dos', ` --previous ${at('uno.jws')}`);
    expect(listed).toMatch(/^acuses: pair\.receipt-1 {2}[\w-]{43} {2}en uso$/m);
    const [, fingerprint] = /^acuses: pair\.receipt-2 {2}([\w-]{43}) {2}todavía no se usa$/m.exec(listed) ?? [];
    expect(signed).toContain(`acuses: pair.receipt-2  ${String(fingerprint)}  NUEVA`);
    expect((await cli('keys expiry')).code).toBe(0);
    expect((await cli('keys rotate root')).error).toContain('No se puede renovar «root»');

    const proven = await proveBackup(at('llaves.respaldo'));
    expect((await cli('keys confirm-backup 000000000000000000000000')).code).toBe(1);
    expect(proven).toContain('de recepción: pair.intake-1.');

    const target = `--key ${at('respaldo.privada')} --to ${at('restauradas')} --intake-to ${at('recepcion')}`;
    const restored = await cli(`keys restore ${at('llaves.respaldo')} ${target}`);
    expect([restored.code, restored.out]).toEqual([0, expect.stringContaining('Los registros de prueba se abrieron.')]);
    const opened = await cli('keys test', { KEYS_DIR: at('restauradas'), INTAKE_KEYS_DIR: at('recepcion') });
    expect(opened.out).toContain('Las llaves abren y firman.');
    expect((await cli(`keys restore ${at('llaves.respaldo')} ${target}`)).error).toContain('no está vacía');
    expect(await cli('keys test', { KEYS_DIR: at('otra') })).toMatchObject({
      code: 1,
      error: expect.stringContaining('Falta una llave que esta instalación tenía.'),
    });
  }, 360_000);

  it('wrap the keys of records and enrolments so that their images can be shown', async () => {
    const [records, enrolments] = [await cli('evidence wrap'), await cli('evidence wrap-enrolments')];
    expect([records.code, records.out]).toEqual([0, 'Vistos: 0 registros; cifrados: 0; renovados: 0.\n']);
    expect([enrolments.code, enrolments.out]).toEqual([0, expect.stringContaining('Vistos: 0 registros de teléfonos')]);
  }, 120_000);

  it('reject bounces of unknown e-mails, and other mail, with an exit code for the mail server (decision 42)', async () => {
    const file = join(folder, 'rebote.eml');
    const bounce = async (mail: Buffer | string) => {
      await writeFile(file, mail);
      return cli(`mail bounce ${file}`);
    };
    const stranger = await bounce(deliveryNotification(`rebote+${'a'.repeat(32)}@localhost`));
    expect([stranger.code, stranger.error]).toEqual([1, expect.stringContaining('no corresponde a un correo')]);
    const absence = await bounce('Subject: vacaciones\r\n\r\nNo estoy.');
    expect([absence.code, absence.error]).toEqual([1, expect.stringContaining('no es un aviso de entrega')]);
  }, 120_000);

  it('show and release waiting messages, and exit with 1 if a figure exceeds its limit', async () => {
    // Keys are created at first use.
    await proveBackup(join(folder, 'llaves-2.respaldo'));
    const healthy = await cli('status');
    expect(healthy.out.match(/^ATENDER.*/gm)).toBeNull();
    expect([healthy.code, healthy.out]).toEqual([0, expect.stringContaining('bien  outbox.quarantined=0')]);
    expect(await cli('quarantine list')).toMatchObject({ code: 0, out: 'En cuarentena: 0.\n' });

    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const id = randomUUID();
    await client.query(
      `insert into kernel.outbox_message (id, type, version, payload, occurred_at, correlation_id, attempts, last_error,
         quarantined_at)
       values ($1, 'spec.unknown', 1, '{}', now(), $1, 12, 'notifications.deliver: 550', now())`,
      [id],
    );
    await client.end();
    const alarm = await cli('status');
    expect([alarm.code, alarm.out]).toEqual([1, expect.stringContaining('ATENDER  outbox.quarantined=1')]);
    const listed = await cli('messages list');
    expect(listed.out).toMatch(new RegExp(`^${id} {2}quarantined .* notifications\\.deliver: 550\nDetenidos: 1\\.`));
    expect((await cli(`messages release --message ${id}`)).out).toBe('Liberados: 1.\n');
    expect((await cli('messages release')).out).toBe('Liberados: 0.\n');
    expect((await cli(`messages release --message ${id}`)).code).toBe(1);
  }, 240_000);

  it('adopt, as the application, a row written by a migration, and entries without a MAC once confirmed', async () => {
    await asSuperuser(
      `insert into intake.support select gen_random_uuid(), 'F-1', id, id, '22', id, id, id, 'app', 'E', 1, now(), now(),
         sha256('a'), 1, 'supports/F-1', sha256('b'), '{}', 'receipt' from (select gen_random_uuid() as id) one`,
    );
    const faulty = await cli('audit verify --against-data');
    expect([faulty.code, faulty.out]).toEqual([1, expect.stringContaining('intake.support')]);
    expect(await cli('audit adopt')).toMatchObject({ code: 2 });
    expect(await cli('audit adopt --reason actualización')).toMatchObject({
      code: 0,
      out: expect.stringContaining('Datos asentados: 1;'),
    });
    expect(await cli('audit verify --against-data')).toMatchObject({ code: 0 });

    await asSuperuser(
      `insert into kernel.audit_entry (stream, at, actor_kind, actor_id, actor_label, action, outcome, subject_kind,
         subject_id, details, correlation_id)
       select stream, at, actor_kind, actor_id, actor_label, action, outcome, subject_kind, subject_id, details,
         correlation_id from kernel.audit_entry where stream = 'system' order by id limit 1`,
    );
    const listed = await cli('audit adopt --entries --reason actualización');
    expect([listed.code, listed.out]).toEqual([0, expect.stringContaining('la orden con --confirm 1.')]);
    expect(listed.out).toContain('posteriores a la primera firma: 1');
    expect(await cli('audit adopt --entries --reason actualización --confirm 2')).toMatchObject({ code: 1 });
    expect(await cli('audit adopt --entries --reason actualización --confirm 1')).toMatchObject({
      code: 0,
      out: expect.stringContaining('Asientos firmados: 1;'),
    });
    expect(await cli('audit verify --against-data')).toMatchObject({ code: 0 });
  }, 240_000);

  it('verify the audit trail and its rows, export its signed heads, and name what was altered', async () => {
    const heads = join(folder, 'bitacora.jws');
    expect(await cli(`audit heads ${heads}`)).toMatchObject({ code: 0 });
    const sound = await cli(`audit verify --against-data --heads ${heads}`);
    expect([sound.code, sound.out]).toEqual([0, expect.stringContaining('No se encontró ninguna alteración.')]);
    expect(await cli('audit verify --against-data=no')).toMatchObject({ code: 2 });

    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query<{ id: string }>(
      `select id from kernel.audit_entry where sealed and stream = 'system' order by id limit 1`,
    );
    await client.query(`set session_replication_role = replica`);
    await client.query(`update kernel.audit_entry set actor_id = 'nadie' where id = $1`, [rows[0]?.id]);
    await client.end();
    const lesser = await cli('audit verify');
    expect(lesser.code).toBe(1);
    expect((await cli('status')).out).not.toContain('audit.faults=1');
    const altered = await cli('audit verify --against-data');
    expect(altered.code).toBe(1);
    expect(altered.out).toContain(`cadena system, sello 1, asiento ${rows[0]?.id ?? ''}: el asiento cambió`);
    expect((await cli('status')).out).toContain('ATENDER  audit.faults=1');
    expect(await cli(`audit verify --heads ${join(folder, 'corte.csv')}`)).toMatchObject({ code: 1 });
  }, 240_000);

  it('report wrong arguments in one sentence and exit with a non-zero code', async () => {
    expect(await cli('nada')).toMatchObject({
      code: 2,
      out: expect.stringContaining('admin create-first'),
      error: expect.stringContaining('No existe la orden «nada».'),
    });
    expect(await cli('roll load')).toMatchObject({ code: 2, error: expect.stringContaining('Falta el archivo') });
    expect(await cli('roll load corte.csv --nada 1')).toMatchObject({
      code: 2,
      error: expect.stringContaining('no tiene la opción --nada'),
    });
    expect(await cli('roll export /no/existe/archivo')).toMatchObject({
      code: 1,
      error: 'Ese archivo ya existe o no se puede escribir.\n',
    });
  }, 120_000);

  it('show help without a database, for all commands and for each one', async () => {
    const all = await cli('--help');
    expect(all.code).toBe(0);
    const names = ['migrate', 'keys list', 'keys test', 'mail bounce', 'storage collect', 'storage scrub'].concat(
      ['provision', 'audit verify', 'audit heads', 'audit adopt'],
      ['status', 'messages adopt', 'messages list', 'messages release', 'quarantine list', 'quarantine verify'],
      ['desk bound', 'desk kappa', 'desk sample', 'evidence wrap', 'evidence wrap-enrolments'],
      ['keys root', 'keys request', 'keys sign', 'keys publish'],
      ['keys expiry', 'keys rotate', 'keys separate', 'keys backup', 'keys verify-backup', 'keys confirm-backup'],
      ['keys remove-root', 'keys restore', 'keys retire'],
      ['storage status', 'intake recover', 'backup', 'backup follow', 'backup key', 'backup verify', 'restore'],
      ['admin create-first', 'admin reset-second-factor', 'roll load', 'roll export', 'roll import'],
      ['maintenance announce', 'maintenance end', 'maintenance show', 'territory load', 'office kind', 'load tickets'],
    );
    expect([...all.out.matchAll(/^ {2}([a-z-]+(?: [a-z][a-z-]+)?)/gm)].map(([, name]) => name).sort()).toEqual(
      names.sort(),
    );
    const one = await cli('storage scrub --help');
    expect([one.code, one.out]).toEqual([0, expect.stringContaining('[--records N]')]);
  }, 120_000);
});
