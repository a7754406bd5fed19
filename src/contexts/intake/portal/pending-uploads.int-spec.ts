import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { PortalClient } from '../../../../test/support/portal-client.js';
import { MARIA, PortalScene } from '../../../../test/support/portal-scene.js';

let scene: PortalScene;
let client: PortalClient;
beforeAll(async () => {
  scene = await PortalScene.open();
  client = await PortalClient.signIn(scene, MARIA.email);
});
afterAll(() => scene.close());

/** Inserts the row that a refusal or an erasure report creates (tested in intake's own specs). */
const insertLostSupport = (aspirantId: string, auxiliaryId: string, cause: string) =>
  scene.sql(
    `insert into intake.lost_support (integrity_code, folio, cause, at, captured_at, device_id, auxiliary_id, aspirant_id, process_id)
     select sha256(id::text::bytea), 'AC-X', '${cause}', now(), '2027-01-15T18:00:00Z', gen_random_uuid(), '${auxiliaryId}', id, process_id
     from aspirants.aspirant where id = '${aspirantId}'`,
  );

it('an aspirant sees only the pending and lost supports of their own auxiliaries (decisions 6 and 7)', async () => {
  expect(await client.page('/portal')).not.toContain('Captados y no recibidos');
  expect(await client.page('/portal/no-recibidos')).toContain('Ningún teléfono');
  const auxiliary = await client.addAuxiliary(1);
  await insertLostSupport(scene.mariaId, auxiliary.split('/').at(-1) ?? '', 'erased-unsent');
  await insertLostSupport(scene.otherId, auxiliary.split('/').at(-1) ?? '', 'grace-over');
  expect(await client.page('/portal')).toContain(': 0 por enviar desde los teléfonos de sus auxiliares, 1 que ya no');
  const listed = await client.page('/portal/no-recibidos');
  expect(listed.match(/<th scope="row"/g)).toHaveLength(1);
  expect(listed).toContain('data-label="Borrados">1<');
  expect(listed).toMatch(new RegExp(`href="${auxiliary}">[^<]+</a> <span class="under code">AUX-`));
  expect(listed).toMatch(/href="tel:\d{10}"/);
  expect(listed).toContain('href="/portal/apoyos" aria-current');
  expect(await client.page('/portal/apoyos')).toContain('href="/portal/no-recibidos"');
});

it('an aspirant sees which auxiliary captured each support (§6.2)', async () => {
  const [auxiliary, citizen] = [await client.addAuxiliary(2), scene.citizens[3]];
  if (!citizen) throw new Error('no citizen');
  await scene.support(scene.mariaId, citizen, auxiliary.split('/').at(-1));
  const listed = await client.page('/portal/apoyos');
  expect(listed).toMatch(new RegExp(`href="${auxiliary}">[^<]+</a> <span class="under code">AUX-[\\w-]+<`));
  expect(listed).not.toContain('>—<');
});
