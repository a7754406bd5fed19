import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { newDatabase } from '../../../../test/support/app.js';
import { InMemoryElectoralRoll } from './in-memory-roll.js';
import { inventedElector } from './invented-elector.js';
import { loadRollCut } from './load-roll-cut.js';
import { PostgresElectoralRoll } from './postgres-roll.js';
import type { RollElector } from './roll-elector.js';
import { NoRollCutError, type ElectoralRoll, type MatchQuestion } from './roll-port.js';

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

    it('says who is in the padrón, a baja not, lista nominal apart (§6.4)', async () => {
      const registered = (clave: string) => asked((roll) => roll.isRegistered(clave));
      expect(await registered(deceased.claveElector)).toMatchObject({ registered: false, inNominalList: false });
      expect(await registered('XXXXXX80010122M000')).toMatchObject({ registered: false });
      expect(await registered(ben.claveElector)).toMatchObject({ registered: true, inNominalList: true });
    });

    it('says the same of many at once, in their order, with the cause of a baja (§6.4)', async () => {
      const claves = [ben.claveElector, 'XXXXXX80010122M000', deceased.claveElector, ben.claveElector];
      const { standings } = await asked((roll) => roll.standingsOf(claves));
      expect(standings).toEqual([
        { status: 'lista-nominal', bajaCause: '' },
        { status: undefined, bajaCause: '' },
        { status: 'baja', bajaCause: 'defuncion' },
        { status: 'lista-nominal', bajaCause: '' },
      ]);
    });
  });
}

contract('the fake roll', (work) => work(new InMemoryElectoralRoll(electors)));

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
    await client.query(
      readFileSync(new URL('../../../../migrations/202611240060_verification.sql', import.meta.url), 'utf8'),
    );
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
