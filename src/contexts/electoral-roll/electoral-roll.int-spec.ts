import { AdvisoryLock, trySessionLock } from '../../kernel/database/advisory-locks.js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import pg from 'pg';
import type { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';
import { newDatabase } from '../../../test/support/app.js';
import { randomId } from '../../kernel/crypto/random.js';
import { AnswerFileRoll } from './exchange/answer-file-roll.js';
import { readAnswers, checkAnswerFile, formatQuestionFile, type FileAnswer } from './exchange/exchange-format.js';
import { fakeRollAuthority } from './exchange/fake-roll-authority.js';
import { InMemoryElectoralRoll } from './in-memory-roll.js';
import { inventedElector } from '../../synthetic/invented-elector.js';
import { loadRollCut, RollLoadBusyError } from './load/load-roll-cut.js';
import { PostgresElectoralRoll } from './persistence/postgres-roll.js';
import { ROLL_COLUMNS, type RollElector, formatElector, formatHeader, RollFormatError } from '#electoral/roll';
import { openRollFile, type RollBlock, type RollCutFile } from './load/roll-file.js';
import { NoRollCutError, type ElectoralRoll, type Match, type MatchQuestion } from './roll-port.js';

const AT = new Date('2026-12-01T00:00:00Z');
const listed = (index: number): RollElector => ({
  ...inventedElector(3, index),
  registryStatus: 'lista-nominal',
  bajaCause: '',
});
const [ana, ben, eva] = [listed(1), listed(2), listed(3)];
/** Ana's older card, with the clave it carried then: the same person by her stable key. */
const anaBefore: RollElector = { ...ana, claveElector: 'XXXXXX80010122M999', cic: '111222333', numeroEmision: '00' };
const deceased: RollElector = { ...eva, registryStatus: 'baja', bajaCause: 'defuncion' };
const electors: readonly RollElector[] = [ana, anaBefore, ben, deceased];

const ask = (question: Partial<MatchQuestion>): MatchQuestion => ({
  id: 'q',
  credentialType: 'G',
  read: {},
  typed: {},
  asOf: AT,
  ...question,
});
const card = ({ cic, identificadorCiudadano }: RollElector) => ({ cic, identificadorCiudadano });

type Asked = <Result>(work: (roll: ElectoralRoll) => Promise<Result>) => Promise<Result>;

function contract(name: string, asked: Asked): void {
  describe(`${name}, as verification asks it (domain §5)`, () => {
    const one = async (question: Partial<MatchQuestion>) => {
      const [match] = await asked((roll) => roll.match([ask(question)]));
      return match;
    };

    it('finds models E to H by CIC and citizen identifier, with status and territory', async () => {
      expect(await one({ read: card(ana) })).toMatchObject({
        outcome: 'matched',
        matchedBy: 'both',
        elector: { stableKey: ana.stableKey, registryStatus: ana.registryStatus, seccion: ana.seccion },
      });
    });

    it('finds model D by CIC and OCR', async () => {
      expect(await one({ credentialType: 'D', typed: { cic: ben.cic, ocr: ben.ocr } })).toMatchObject({
        outcome: 'matched',
        matchedBy: 'typed',
        elector: { stableKey: ben.stableKey },
      });
    });

    it('finds model C by clave, emission and OCR, however they were typed', async () => {
      const { claveElector, numeroEmision, ocr } = ben;
      const typed = {
        claveElector: ` ${claveElector.toLowerCase()} `,
        numeroEmision,
        ocr: ocr.replace(/(.{4})/, '$1 '),
      };
      expect(await one({ credentialType: 'C', typed })).toMatchObject({ outcome: 'matched' });
    });

    it('does not take the clave alone for a card that carries a CIC (decision 10)', async () => {
      expect(await one({ typed: { claveElector: ben.claveElector } })).toMatchObject({ outcome: 'not-found' });
    });

    it('keeps that the typed value matched where a digit was misread', async () => {
      const read = { ...card(ben), cic: '000000009' };
      expect(await one({ read, typed: { cic: ben.cic } })).toMatchObject({ outcome: 'matched', matchedBy: 'typed' });
    });

    it('keeps that the value read matched where the correction was wrong', async () => {
      expect(await one({ read: card(ben), typed: { cic: '000000009' } })).toMatchObject({
        outcome: 'matched',
        matchedBy: 'read',
      });
    });

    it('answers a conflict, and no match, when CIC and citizen identifier belong to two electors (decision 10)', async () => {
      expect(await one({ read: { cic: ana.cic, identificadorCiudadano: ben.identificadorCiudadano } })).toMatchObject({
        outcome: 'conflict',
      });
    });

    it('answers a conflict when the clave on the card is that of another elector', async () => {
      expect(await one({ read: { ...card(ana), claveElector: ben.claveElector } })).toMatchObject({
        outcome: 'conflict',
      });
    });

    it('sees one person in two cards and two claves: no conflict', async () => {
      expect(await one({ read: { ...card(anaBefore), claveElector: ana.claveElector } })).toMatchObject({
        outcome: 'matched',
        elector: { stableKey: ana.stableKey },
      });
    });

    it('tells a baja with its cause', async () => {
      expect(await one({ read: card(deceased) })).toMatchObject({
        elector: { registryStatus: 'baja', bajaCause: 'defuncion' },
      });
    });

    it('answers a batch in its order, empty identifiers never meeting', async () => {
      const questions = [ask({ id: '1', read: card(ben) }), ask({ id: '2' }), ask({ id: '3', read: card(ana) })];
      const matches = await asked((roll) => roll.match(questions));
      expect(matches.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual(['1 matched', '2 not-found', '3 matched']);
    });
  });
}

function registrations(name: string, asked: Asked): void {
  describe(`${name}, as it is asked who is registered`, () => {
    it('says who is in the padrón, a baja not, lista nominal apart (§6.4)', async () => {
      const registered = (clave: string) => asked((roll) => roll.findRegistration(clave));
      expect(await registered(deceased.claveElector)).toMatchObject({ registered: false, inNominalList: false });
      expect(await registered('XXXXXX80010122M000')).toMatchObject({ registered: false });
      expect(await registered(ben.claveElector)).toMatchObject({ registered: true, inNominalList: true });
    });

    it('says the same of many at once, in their order, with the cause of a baja (§6.4)', async () => {
      const claves = [ben.claveElector, 'XXXXXX80010122M000', deceased.claveElector, ben.claveElector];
      const { statuses } = await asked((roll) => roll.findStatuses(claves));
      expect(statuses).toEqual([
        { status: 'lista-nominal', bajaCause: '' },
        { status: undefined, bajaCause: '' },
        { status: 'baja', bajaCause: 'defuncion' },
        { status: 'lista-nominal', bajaCause: '' },
      ]);
    });
  });
}

contract('the fake roll', (work) => work(new InMemoryElectoralRoll(electors)));
registrations('the fake roll', (work) => work(new InMemoryElectoralRoll(electors)));
// The questions leave as a file and the answers come back as one: what is asked must be answered alike.
contract('a roll that is kept elsewhere', (work) => work(new AskedByFile()));

describe('with PostgreSQL', () => {
  let client: pg.Client;
  let database: Awaited<ReturnType<typeof newDatabase>>;

  const asked: Asked = async (work) => {
    const sql = async (text: string, params: readonly unknown[] = []) =>
      (await client.query<Record<string, unknown>>(text, [...params])).rows;
    await client.query('begin');
    try {
      return await work(new PostgresElectoralRoll({ sql } as unknown as UnitOfWork));
    } finally {
      await client.query('commit');
    }
  };
  const file = (cut: string, rows: readonly RollElector[]) => ({
    header: { cut, asOf: '2026-11-15T00:00:00Z', source: 'PADRÓN INVENTADO', electors: rows.length },
    electors: asynchronously(rows),
  });

  beforeAll(async () => {
    database = await newDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  it('does not answer before a cut is loaded', async () => {
    await expect(asked((roll) => roll.match([ask({})]))).rejects.toThrow(NoRollCutError);
  });

  describe('once a cut is in force', () => {
    beforeAll(async () => {
      await loadRollCut(client, file('first', electors), new Date('2026-11-16T00:00:00Z'));
    });
    contract('the roll in PostgreSQL', asked);
    registrations('the roll in PostgreSQL', asked);
  });

  it('leaves nothing of a cut whose file fails half-way', async () => {
    const broken = { ...file('broken', electors), electors: failing() };
    await expect(loadRollCut(client, broken, AT)).rejects.toThrow('cut off');
    const cuts = await client.query(`select name from roll.cut where name = 'broken'`);
    expect(cuts.rowCount).toBe(0);
  });

  it('asks the cut in force at reception, and the later one for the close (decision 15)', async () => {
    const moved: RollElector = { ...ben, seccion: '0999' };
    await loadRollCut(client, file('second', [moved]), new Date('2026-12-10T00:00:00Z'));
    const seccionAt = async (asOf: Date) => {
      const [match] = await asked((roll) => roll.match([ask({ read: card(ben), asOf })]));
      return match?.outcome === 'matched' ? `${match.cut.name} ${match.elector.seccion}` : match?.outcome;
    };
    expect(await seccionAt(new Date('2026-12-09T23:59:59Z'))).toBe(`first ${ben.seccion}`);
    expect(await seccionAt(new Date('2026-12-10T00:00:00Z'))).toBe('second 0999');
  });

  it('answers any batch as the fake does, wherever electors are registered, whatever they share, hint or none', async () => {
    const value = (name: 'cic' | 'ocr' | 'identificadorCiudadano') =>
      fc.integer({ min: 0, max: 3 }).map((at) => (at === 3 ? '' : ([ana, ben, eva].map((one) => one[name])[at] ?? '')));
    const clave = fc.integer({ min: 0, max: 2 }).map((at) => [ana, ben, eva][at]?.claveElector ?? '');
    const row = fc.record({
      person: fc.integer({ min: 0, max: 4 }),
      entidad: fc.constantFrom('22', '09', '14'),
      ...{
        cic: value('cic'),
        ocr: value('ocr'),
        identificadorCiudadano: value('identificadorCiudadano'),
        claveElector: clave,
      },
    });
    const fields = fc.record(
      {
        cic: value('cic'),
        ocr: value('ocr'),
        identificadorCiudadano: value('identificadorCiudadano'),
        claveElector: clave,
        numeroEmision: fc.constant('00'),
      },
      { requiredKeys: [] },
    );
    const question = fc.record({
      credentialType: fc.constantFrom('C' as const, 'D' as const, 'E' as const, 'G' as const),
      read: fields,
      typed: fc.oneof(fc.constant({}), fields),
      entidad: fc.constantFrom('22', '09', '31', undefined),
    });
    let serial = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 6 }),
        fc.array(question, { minLength: 1, maxLength: 8 }),
        async (rows, questions) => {
          const roll = rows.map(({ person, ...card }) => ({
            ...ana,
            ...card,
            numeroEmision: '00',
            stableKey: `P${person}`,
          }));
          const cut = `shared-${String((serial += 1))}`;
          await loadRollCut(client, file(cut, roll), AT);
          const batch = questions.map(({ entidad, ...one }, index) =>
            ask({ ...one, id: String(index), cut, ...(entidad !== undefined && { entidad }) }),
          );
          const fake = new InMemoryElectoralRoll(roll, { name: cut, source: 'PADRÓN INVENTADO' });
          const expected = await fake.match(batch);
          const seen = await asked((real) => real.match(batch));
          // Of two rows of one person either may be the one that is shown.
          const told = (match: (typeof seen)[number]) => [
            match.id,
            match.outcome,
            match.outcome === 'matched' ? [match.elector.stableKey, match.matchedBy] : null,
          ];
          expect(seen.map(told)).toEqual(expected.map(told));
        },
      ),
      { numRuns: 30 },
    );
  }, 120_000);

  describe('a load that is interrupted', () => {
    const ROWS = 250_000;
    let folder: string;
    let path: string;
    const cut = 'interrupted';
    const counted = async () =>
      (
        await client.query<{ n: string }>(
          `select count(*) as n from roll.elector e join roll.cut c on c.id = e.cut_id where c.name = $1`,
          [cut],
        )
      ).rows[0]?.n;
    /** The file's blocks up to so many, and then the line is cut. */
    const cutOff = async (blocks: number): Promise<RollCutFile> => {
      const whole = await openRollFile(path);
      async function* some(): AsyncGenerator<RollBlock> {
        let given = 0;
        for await (const block of whole.blocks) {
          if (given === blocks) throw new Error('the connection is gone');
          given += 1;
          yield block;
        }
      }
      return { header: whole.header, blocks: some() };
    };

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'apoyo-roll-'));
      path = join(folder, 'cut.csv.gz');
      // One elector in two entidades, over and over: what counts here is how many and where.
      const lines = [formatElector(ana), formatElector({ ...ben, entidad: '09' })];
      const head = `${formatHeader({ cut, asOf: '2026-11-15T00:00:00Z', source: 'PADRÓN INVENTADO', electors: ROWS })}\n${ROLL_COLUMNS.join(',')}\n`;
      await writeFile(path, gzipSync(head + `${lines.join('\n')}\n`.repeat(ROWS / 2)));
    });
    afterAll(() => rm(folder, { recursive: true }));

    it('is seen by nobody, goes on where it was with the same file, and is in force as a whole', async () => {
      await expect(loadRollCut(client, await cutOff(2), AT)).rejects.toThrow('the connection is gone');
      expect(await counted()).toBe('0');
      const other = await openRollFile(path);
      const foreign = { ...other, blocks: mapped(other.blocks, (block) => ({ ...block, sha256: Buffer.alloc(32) })) };
      await expect(loadRollCut(client, foreign, AT)).rejects.toThrow(RollFormatError);
      await expect(loadRollCut(client, await cutOff(2), AT)).rejects.toThrow('the connection is gone');
      const { resumedAt, electors: loaded } = await loadRollCut(client, await openRollFile(path), AT);
      expect([resumedAt, loaded, await counted()]).toEqual([200_000, ROWS, String(ROWS)]);
      const leaves = await client.query<{ n: string }>(
        `select tableoid::regclass::text as leaf, count(*) as n from roll.elector where cut_id = (select id from roll.cut where name = $1) group by 1 order by 1`,
        [cut],
      );
      expect(leaves.rows.map(({ n }) => n)).toEqual([String(ROWS / 2), String(ROWS / 2)]);
      expect((await client.query('select 1 from roll.cut_load')).rowCount).toBe(0);
      await expect(loadRollCut(client, await openRollFile(path), AT)).rejects.toThrow('loaded already');
    }, 120_000);

    it('is not begun by two at once', async () => {
      const second = new pg.Client({ connectionString: database.url });
      await second.connect();
      await trySessionLock(second, AdvisoryLock.RollLoad, 'busy');
      await expect(loadRollCut(client, file('busy', [ana]), AT)).rejects.toThrow(RollLoadBusyError);
      await second.end();
    });
  });

  it('leaves no identifier of a batch behind after the transaction', async () => {
    await asked((roll) => roll.match([ask({ read: card(ben) })]));
    const left = await client.query(`select to_regclass('pg_temp.roll_question') as name`);
    expect(left.rows).toEqual([{ name: null }]);
  });
});

async function* asynchronously(rows: readonly RollElector[]): AsyncGenerator<RollElector> {
  await Promise.resolve();
  yield* rows;
}

async function* failing(): AsyncGenerator<RollElector> {
  await Promise.resolve();
  yield ana;
  throw new Error('cut off');
}

async function* mapped(
  blocks: AsyncIterable<RollBlock>,
  change: (block: RollBlock) => RollBlock,
): AsyncGenerator<RollBlock> {
  for await (const block of blocks) yield change(block);
}

/** Every question by way of the two files. */
class AskedByFile extends AnswerFileRoll {
  constructor() {
    super({ name: '', source: '' }, new Map());
  }

  override async match(questions: readonly MatchQuestion[]): Promise<Match[]> {
    const numbered = questions.map((question, index) => ({ ...question, id: String(index + 1) }));
    const { text } = formatQuestionFile(randomId(), numbered);
    const folder = await mkdtemp(join(tmpdir(), 'apoyo-roll-'));
    const path = join(folder, 'answers.csv');
    await writeFile(path, await fakeRollAuthority(electors, 'outside')(text));
    const { cut, source } = await checkAnswerFile(path);
    const answers = new Map<string, FileAnswer['match']>();
    for await (const one of readAnswers(path)) {
      if ('fault' in one) throw new Error(`line ${String(one.line)}: ${one.fault}`);
      answers.set(questions[one.question - 1]?.id ?? '', one.match);
    }
    await rm(folder, { recursive: true });
    return new AnswerFileRoll({ name: cut, source }, answers).match(questions);
  }
}
