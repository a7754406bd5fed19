import { AdvisoryLock, trySessionLock } from '../../kernel/database/advisory-locks.js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import pg from 'pg';
import type { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';
import { newDatabase, ownerUrlOf } from '../../../test/support/app.js';
import { randomId } from '../../kernel/crypto/random.js';
import { AnswerFileRoll } from './exchange/answer-file-roll.js';
import { readAnswers, checkAnswerFile, formatQuestionFile, type FileAnswer } from './exchange/exchange-format.js';
import { fakeRollHost } from './exchange/fake-roll-host.js';
import { InMemoryElectoralRoll } from './in-memory-roll.js';
import { inventedElector } from '../../synthetic/invented-elector.js';
import { loadRollCut, RollLoadBusyError } from './load/load-roll-cut.js';
import { PostgresElectoralRoll } from './persistence/postgres-roll.js';
import { ROLL_COLUMNS, type RollElector, formatElector, formatHeader, RollFormatError } from '#electoral/roll';
import { openRollFile, type RollBlock, type RollCutFile } from './load/roll-file.js';
import { NoRollCutError, type ElectoralRoll, type Match, type MatchQuestion } from './roll-port.js';

const AT = new Date('2026-12-01T00:00:00Z');
const inNominalList = (index: number): RollElector => ({
  ...inventedElector(3, index),
  registryStatus: 'lista-nominal',
  bajaCause: '',
});
const [ana, ben, eva] = [inNominalList(1), inNominalList(2), inNominalList(3)];
/** Ana's previous card with her previous clave. The stable key shows that it is the same person. */
const anasPreviousCard: RollElector = {
  ...ana,
  claveElector: 'XXXXXX80010122M999',
  cic: '111222333',
  numeroEmision: '00',
};
const deceased: RollElector = { ...eva, registryStatus: 'baja', bajaCause: 'defuncion' };
const electors: readonly RollElector[] = [ana, anasPreviousCard, ben, deceased];

const questionOf = (question: Partial<MatchQuestion>): MatchQuestion => ({
  id: 'q',
  credentialType: 'G',
  read: {},
  typed: {},
  asOf: AT,
  ...question,
});
const card = ({ cic, identificadorCiudadano }: RollElector) => ({ cic, identificadorCiudadano });

type WithRoll = <Result>(work: (roll: ElectoralRoll) => Promise<Result>) => Promise<Result>;

function contract(name: string, withRoll: WithRoll): void {
  describe(`${name} (decision 10)`, () => {
    const matchOne = async (question: Partial<MatchQuestion>) => {
      const [match] = await withRoll((roll) => roll.match([questionOf(question)]));
      return match;
    };

    it('matches types E to H by CIC and citizen identifier, with status and territory', async () => {
      expect(await matchOne({ read: card(ana) })).toMatchObject({
        outcome: 'matched',
        matchedBy: 'both',
        elector: { stableKey: ana.stableKey, registryStatus: ana.registryStatus, seccion: ana.seccion },
      });
    });

    it('matches type D by CIC and OCR', async () => {
      expect(await matchOne({ credentialType: 'D', typed: { cic: ben.cic, ocr: ben.ocr } })).toMatchObject({
        outcome: 'matched',
        matchedBy: 'typed',
        elector: { stableKey: ben.stableKey },
      });
    });

    it('matches type C by clave, issue number and OCR, however they are typed', async () => {
      const { claveElector, numeroEmision, ocr } = ben;
      const typed = {
        claveElector: ` ${claveElector.toLowerCase()} `,
        numeroEmision,
        ocr: ocr.replace(/(.{4})/, '$1 '),
      };
      expect(await matchOne({ credentialType: 'C', typed })).toMatchObject({ outcome: 'matched' });
    });

    it('does not match a card that has a CIC by its clave alone (decision 10)', async () => {
      expect(await matchOne({ typed: { claveElector: ben.claveElector } })).toMatchObject({ outcome: 'not-found' });
    });

    it('reports that the typed value matched if a digit was misread', async () => {
      const read = { ...card(ben), cic: '000000009' };
      expect(await matchOne({ read, typed: { cic: ben.cic } })).toMatchObject({
        outcome: 'matched',
        matchedBy: 'typed',
      });
    });

    it('reports that the read value matched if the correction was wrong', async () => {
      expect(await matchOne({ read: card(ben), typed: { cic: '000000009' } })).toMatchObject({
        outcome: 'matched',
        matchedBy: 'read',
      });
    });

    it('reports a conflict if CIC and citizen identifier belong to two electors (decision 10)', async () => {
      expect(
        await matchOne({ read: { cic: ana.cic, identificadorCiudadano: ben.identificadorCiudadano } }),
      ).toMatchObject({
        outcome: 'conflict',
      });
    });

    it('reports a conflict if the clave on the card belongs to another elector', async () => {
      expect(await matchOne({ read: { ...card(ana), claveElector: ben.claveElector } })).toMatchObject({
        outcome: 'conflict',
      });
    });

    it('reports no conflict for two cards and two claves of one person', async () => {
      expect(await matchOne({ read: { ...card(anasPreviousCard), claveElector: ana.claveElector } })).toMatchObject({
        outcome: 'matched',
        elector: { stableKey: ana.stableKey },
      });
    });

    it('reports a baja with its cause', async () => {
      expect(await matchOne({ read: card(deceased) })).toMatchObject({
        elector: { registryStatus: 'baja', bajaCause: 'defuncion' },
      });
    });

    it('returns a batch in order and never matches empty identifiers', async () => {
      const questions = [
        questionOf({ id: '1', read: card(ben) }),
        questionOf({ id: '2' }),
        questionOf({ id: '3', read: card(ana) }),
      ];
      const matches = await withRoll((roll) => roll.match(questions));
      expect(matches.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual(['1 matched', '2 not-found', '3 matched']);
    });
  });
}

function registrations(name: string, withRoll: WithRoll): void {
  describe(`${name}: registration`, () => {
    it('distinguishes padrón, lista nominal and baja (§6.4)', async () => {
      const registered = (clave: string) => withRoll((roll) => roll.findRegistration(clave));
      expect(await registered(deceased.claveElector)).toMatchObject({ registered: false, inNominalList: false });
      expect(await registered('XXXXXX80010122M000')).toMatchObject({ registered: false });
      expect(await registered(ben.claveElector)).toMatchObject({ registered: true, inNominalList: true });
    });

    it('returns the statuses of many people in order, with the cause of a baja (§6.4)', async () => {
      const claves = [ben.claveElector, 'XXXXXX80010122M000', deceased.claveElector, ben.claveElector];
      const { statuses } = await withRoll((roll) => roll.findStatuses(claves));
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
// Questions and answers go through files; the results must be the same.
contract('a roll behind a file exchange', (work) => work(new FileExchangeRoll()));

describe('the roll in PostgreSQL', () => {
  let client: pg.Client;
  let database: Awaited<ReturnType<typeof newDatabase>>;

  const withPostgres: WithRoll = async (work) => {
    const sql = async (text: string, params: readonly unknown[] = []) =>
      (await client.query<Record<string, unknown>>(text, [...params])).rows;
    const asRole: UnitOfWork['asRole'] = async (role, run) => {
      await client.query(`set local role ${role}`);
      return run().finally(() => client.query('set local role none'));
    };
    await client.query('begin');
    try {
      return await work(new PostgresElectoralRoll({ sql, asRole } as unknown as UnitOfWork));
    } finally {
      await client.query('commit');
    }
  };
  const file = (cut: string, rows: readonly RollElector[]) => ({
    header: { cut, asOf: '2026-11-15T00:00:00Z', source: 'PADRÓN INVENTADO', electors: rows.length },
    electors: asyncIterable(rows),
  });

  beforeAll(async () => {
    database = await newDatabase();
    client = new pg.Client({ connectionString: ownerUrlOf(database.url) });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  it('fails while no cut is loaded', async () => {
    await expect(withPostgres((roll) => roll.match([questionOf({})]))).rejects.toThrow(NoRollCutError);
  });

  describe('with a cut in force', () => {
    beforeAll(async () => {
      await loadRollCut(client, file('first', electors), new Date('2026-11-16T00:00:00Z'));
    });
    contract('the roll in PostgreSQL', withPostgres);
    registrations('the roll in PostgreSQL', withPostgres);
  });

  it('stores no part of a cut whose file fails midway', async () => {
    const broken = { ...file('broken', electors), electors: failing() };
    await expect(loadRollCut(client, broken, AT)).rejects.toThrow('cut off');
    const cuts = await client.query(`select name from roll.cut where name = 'broken'`);
    expect(cuts.rowCount).toBe(0);
  });

  it('uses the cut that was in force when the record was received, and a later cut for the close (decision 15)', async () => {
    const movedBen: RollElector = { ...ben, seccion: '0999' };
    await loadRollCut(client, file('second', [movedBen]), new Date('2026-12-10T00:00:00Z'));
    const seccionAt = async (asOf: Date) => {
      const [match] = await withPostgres((roll) => roll.match([questionOf({ read: card(ben), asOf })]));
      return match?.outcome === 'matched' ? `${match.cut.name} ${match.elector.seccion}` : match?.outcome;
    };
    expect(await seccionAt(new Date('2026-12-09T23:59:59Z'))).toBe(`first ${ben.seccion}`);
    expect(await seccionAt(new Date('2026-12-10T00:00:00Z'))).toBe('second 0999');
  });

  it('gives the same answers as the fake for any batch, entidad, shared identifiers and entidad hint', async () => {
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
            questionOf({ ...one, id: String(index), cut, ...(entidad !== undefined && { entidad }) }),
          );
          const fake = new InMemoryElectoralRoll(roll, { name: cut, source: 'PADRÓN INVENTADO' });
          const expected = await fake.match(batch);
          const actual = await withPostgres((real) => real.match(batch));
          // If one person has two rows, either may be returned.
          const summary = (match: (typeof actual)[number]) => [
            match.id,
            match.outcome,
            match.outcome === 'matched' ? [match.elector.stableKey, match.matchedBy] : null,
          ];
          expect(actual.map(summary)).toEqual(expected.map(summary));
        },
      ),
      { numRuns: 30 },
    );
  }, 120_000);

  describe('an interrupted load', () => {
    const ROWS = 250_000;
    let folder: string;
    let path: string;
    const cut = 'interrupted';
    const countRows = async () =>
      (
        await client.query<{ n: string }>(
          `select count(*) as n from roll.elector e join roll.cut c on c.id = e.cut_id where c.name = $1`,
          [cut],
        )
      ).rows[0]?.n;
    /** Yields the given number of blocks, then fails. */
    const cutOff = async (blocks: number): Promise<RollCutFile> => {
      const whole = await openRollFile(path);
      async function* firstBlocks(): AsyncGenerator<RollBlock> {
        let yielded = 0;
        for await (const block of whole.blocks) {
          if (yielded === blocks) throw new Error('connection lost');
          yielded += 1;
          yield block;
        }
      }
      return { header: whole.header, blocks: firstBlocks() };
    };

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'apoyo-roll-'));
      path = join(folder, 'cut.csv.gz');
      // Two electors in two entidades, repeated: only the number of rows per entidad matters here.
      const lines = [formatElector(ana), formatElector({ ...ben, entidad: '09' })];
      const head = `${formatHeader({ cut, asOf: '2026-11-15T00:00:00Z', source: 'PADRÓN INVENTADO', electors: ROWS })}\n${ROLL_COLUMNS.join(',')}\n`;
      await writeFile(path, gzipSync(head + `${lines.join('\n')}\n`.repeat(ROWS / 2)));
    });
    afterAll(() => rm(folder, { recursive: true }));

    it('remains invisible, resumes with the same file, and is put into force as a whole', async () => {
      await expect(loadRollCut(client, await cutOff(2), AT)).rejects.toThrow('connection lost');
      expect(await countRows()).toBe('0');
      const other = await openRollFile(path);
      const different = { ...other, blocks: mapped(other.blocks, (block) => ({ ...block, sha256: Buffer.alloc(32) })) };
      await expect(loadRollCut(client, different, AT)).rejects.toThrow(RollFormatError);
      await expect(loadRollCut(client, await cutOff(2), AT)).rejects.toThrow('connection lost');
      const { resumedAt, electors: loaded } = await loadRollCut(client, await openRollFile(path), AT);
      expect([resumedAt, loaded, await countRows()]).toEqual([200_000, ROWS, String(ROWS)]);
      const partitions = await client.query<{ n: string }>(
        `select tableoid::regclass::text as name, count(*) as n from roll.elector where cut_id = (select id from roll.cut where name = $1) group by 1 order by 1`,
        [cut],
      );
      expect(partitions.rows.map(({ n }) => n)).toEqual([String(ROWS / 2), String(ROWS / 2)]);
      expect((await client.query('select 1 from roll.cut_load')).rowCount).toBe(0);
      await expect(loadRollCut(client, await openRollFile(path), AT)).rejects.toThrow('ya se cargó');
    }, 120_000);

    it('is rejected while another process loads the same cut', async () => {
      const second = new pg.Client({ connectionString: ownerUrlOf(database.url) });
      await second.connect();
      await trySessionLock(second, AdvisoryLock.RollLoad, 'busy');
      await expect(loadRollCut(client, file('busy', [ana]), AT)).rejects.toThrow(RollLoadBusyError);
      await second.end();
    });
  });

  it('leaves no identifiers of a batch behind after the transaction', async () => {
    await withPostgres((roll) => roll.match([questionOf({ read: card(ben) })]));
    const left = await client.query(`select to_regclass('pg_temp.roll_question') as name`);
    expect(left.rows).toEqual([{ name: null }]);
  });
});

async function* asyncIterable(rows: readonly RollElector[]): AsyncGenerator<RollElector> {
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

/** Sends every question through the two exchange files. */
class FileExchangeRoll extends AnswerFileRoll {
  constructor() {
    super({ name: '', source: '' }, new Map());
  }

  override async match(questions: readonly MatchQuestion[]): Promise<Match[]> {
    const numbered = questions.map((question, index) => ({ ...question, id: String(index + 1) }));
    const { text } = formatQuestionFile(randomId(), numbered);
    const folder = await mkdtemp(join(tmpdir(), 'apoyo-roll-'));
    const path = join(folder, 'answers.csv');
    await writeFile(path, await fakeRollHost(electors, 'outside')(text));
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
