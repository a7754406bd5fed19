import pg from 'pg';
import { asOwner } from './app.js';
import { loadRollCut } from '../../src/contexts/electoral-roll/index.js';
import { readSpreadsheet } from '../../src/kernel/documents/spreadsheet-reader.js';
import { inventedPerson, type InventedPerson } from '../builders/index.js';
import type { ImportRow } from './import-file.js';
import { PortalClient } from './portal-client.js';
import { MARIA, OTHER, PortalScene } from './portal-scene.js';

export const IMPORT_PAGE = '/portal/auxiliares/excel';
const LIMITS = { rows: 20_000, columns: 40, unpackedBytes: 100_000_000 };

interface OpenedScene {
  readonly scene: PortalScene;
  readonly maria: PortalClient;
  readonly other: PortalClient;
  /** Listed in the roll as a baja (removed) because of death. */
  readonly deceased: InventedPerson;
}

/** Two aspirants who import auxiliaries, and a roll with enough people. */
export class ImportScene {
  #scene: PortalScene | undefined;
  #people: InventedPerson[] = [];
  #next = 0;

  async open(): Promise<OpenedScene> {
    const scene = await PortalScene.open();
    this.#scene = scene;
    const all = Array.from({ length: 2200 }, (_, index) => inventedPerson(500 + index));
    this.#people = all.filter(
      ({ registryStatus, fechaNacimiento }) => registryStatus === 'lista-nominal' && fechaNacimiento < '2005',
    );
    const deceased = all.find(({ bajaCause }) => bajaCause === 'defuncion');
    if (!deceased) throw new Error('no deceased person');
    const client = new pg.Client({ connectionString: scene.context.config.ownerDatabaseUrl });
    await client.connect();
    const header = {
      cut: '2026-12-15',
      asOf: '2026-12-15T00:00:00Z',
      source: 'Padrón inventado',
      electors: all.length,
    };
    await loadRollCut(client, { header, electors: all }, new Date('2026-12-16T00:00:00Z'));
    await client.end();
    const maria = await PortalClient.signIn(scene, MARIA.email);
    return { scene, maria, other: await PortalClient.signIn(scene, OTHER.email), deceased };
  }

  /** Rows of people that no other test uses. */
  readonly fresh = (count: number, change: Partial<ImportRow> = {}): ImportRow[] => {
    this.#next += count;
    return this.#people.slice(this.#next - count, this.#next).map((person) => rowOf(person, change));
  };

  /**
   * Uploads a file and runs its check.
   * @returns the status, and the URL of the import or the page with the error.
   */
  readonly upload = async (
    client: PortalClient,
    bytes: Uint8Array<ArrayBuffer>,
    fileName?: string,
  ): Promise<{ status: number; text: string }> => {
    const answer = await client.post(IMPORT_PAGE, formOf(bytes, fileName));
    await this.#opened.drain();
    return answer;
  };

  readonly decide = async (client: PortalClient, page: string, decision: string) => {
    const answer = await client.post(page.replace(/\?.*/, ''), { decision });
    await this.#opened.drain();
    return answer;
  };

  /** Texts of the workbook with the rows to correct. */
  readonly answerOf = async (client: PortalClient, page: string): Promise<string[][]> => {
    const file = await client.get(`${page.replace(/\?.*/, '')}/por-corregir.xlsx`);
    const rows: string[][] = [];
    for await (const { cells } of readSpreadsheet(Buffer.from(await file.arrayBuffer()), LIMITS)) {
      rows.push(cells.map(({ text }) => text));
    }
    return rows;
  };

  readonly sql = <Row extends object>(text: string, params: unknown[] = []) =>
    asOwner(this.#opened.context.module).getConnection().execute<Row[]>(text, params);

  readonly registeredOf = async (aspirantId: string): Promise<number> =>
    (await this.sql<object>('select 1 from auxiliaries.auxiliary where aspirant_id = ?', [aspirantId])).length;

  get #opened(): PortalScene {
    if (!this.#scene) throw new Error('open the scene first');
    return this.#scene;
  }
}

export function rowOf(person: InventedPerson, change: Partial<ImportRow> = {}): ImportRow {
  return {
    ...person.printed,
    fechaNacimiento: person.fechaNacimiento.split('-').reverse().join('/'),
    telefonoMovil: '442 123 4567',
    email: `${person.claveElector.toLowerCase()}@correo.example`,
    emailProvider: 'Google',
    claveElector: person.claveElector,
    curp: '',
    ...change,
  };
}

export function formOf(bytes: Uint8Array<ArrayBuffer>, fileName = 'auxiliares.xlsx'): FormData {
  const form = new FormData();
  form.set('file', new Blob([bytes]), fileName);
  return form;
}
