import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asOwner } from '../../../test/support/app.js';
import { seedRecords } from '../../../test/support/back-office-records.js';
import { BackOfficeScene } from '../../../test/support/back-office-scene.js';

const LIST = '/admin/api/resources/dispositivos/actions/list';
const WAITING = 250;

interface Queue {
  readonly rows: readonly { readonly id: string; readonly folioPrefix: string; readonly findings: readonly string[] }[];
  readonly next: string | null;
  readonly total: { readonly value: number };
  readonly waiting: number;
}

describe('the queue of devices to review (decision 24)', () => {
  let scene: BackOfficeScene;
  let cookie: string;

  beforeAll(async () => {
    scene = await BackOfficeScene.open();
    await seedRecords(scene);
    // Copies of the seeded device: every tenth has another clave than the card.
    await asOwner(scene.app).execute(
      `insert into devices.device select (jsonb_populate_record(d, jsonb_build_object(
         'id', gen_random_uuid(), 'folio_prefix', 'Z' || (1000 + n), 'status', 'por-revisar',
         'key_thumbprint', '\\x' || lpad(to_hex(n), 64, '0'), 'enrolled_at', d.enrolled_at + (n / 3) * interval '1 second',
         'findings', case when n % 10 = 0 then '["clave-differs"]' else '["birth-differs"]' end::jsonb))).*
       from devices.device d, generate_series(1, ?) n where d.id = (select id from devices.device limit 1)`,
      [WAITING],
    );
    cookie = await scene.signIn('opl-administrator');
  }, 180_000);
  afterAll(() => scene.close());

  const queue = async (query: string): Promise<Queue> =>
    ((await (await scene.get(`${LIST}?${query}`, cookie)).json()) as { data: Queue }).data;

  it('shows every waiting device, however many there are, and their number', async () => {
    const seen: string[] = [];
    let page = await queue('estado=por-revisar');
    const { waiting, total } = page;
    expect([waiting >= WAITING, total.value]).toEqual([true, waiting]);
    for (; page.next !== null; page = await queue(`estado=por-revisar&despues=${page.next}`)) {
      seen.push(...page.rows.map(({ id }) => id));
    }
    seen.push(...page.rows.map(({ id }) => id));
    expect([seen.length, new Set(seen).size]).toEqual([waiting, waiting]);
  });

  it('can be filtered by finding and searched by folio, and its number changes accordingly', async () => {
    const differing = await queue('hallazgo=clave-differs');
    expect([differing.rows.length, differing.total.value]).toEqual([WAITING / 10, WAITING / 10]);
    const found = await queue('busca=ac-z1017');
    expect(found.rows.map(({ folioPrefix }) => folioPrefix)).toEqual(['Z1017']);
    expect(found.total.value).toBe(1);
    expect((await queue('busca=%25')).rows).toEqual([]);
  });
});
