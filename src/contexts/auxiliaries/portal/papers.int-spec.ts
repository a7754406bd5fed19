import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asOwner, waitForBlockedSession } from '../../../../test/support/app.js';
import { scannedPdf } from '../../../../test/builders/pdf-file.js';
import { PortalClient } from '../../../../test/support/portal-client.js';
import { MARIA, OTHER, PortalScene } from '../../../../test/support/portal-scene.js';
import { readPdf } from '../../../../test/support/read-pdf.js';
import type { Actor } from '../../../kernel/access/actor.js';
import { sha256 } from '../../../kernel/crypto/digest.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { BlobStore } from '../../../kernel/storage/blob-store.js';
import {
  CorrectAuxiliary,
  GetAuxiliary,
  GetAuxiliaryData,
  GetAuxiliaryRecord,
  GetCustodyAct,
  GetPaper,
  ListCustodyRequests,
  RequestCustody,
} from '../index.js';

let scene: PortalScene;
let maria: PortalClient;
let dispatcher: Dispatcher;
const opl = (entidad = '22'): Actor => ({
  kind: 'official',
  id: '00000000-0000-4000-8000-0000000000aa',
  label: 'opl-administrator',
  permissions: new Set([
    'auxiliaries.request-custody',
    'auxiliaries.read-papers',
    'auxiliaries.read',
    'auxiliaries.correct',
    'aspirants.read',
    'processes.read',
  ]),
  scope: { entidad },
});

beforeAll(async () => {
  scene = await PortalScene.open();
  dispatcher = scene.context.module.get(Dispatcher);
  maria = await PortalClient.signIn(scene, MARIA.email);
});
afterAll(() => scene.close());

const idOf = (path: string): string => path.split('/').at(-1) ?? '';
function upload(path: string, kind: string, bytes: Buffer): Promise<{ status: number; text: string }> {
  const body = new FormData();
  body.set('scan', new Blob([new Uint8Array(bytes)]), 'escaneo.pdf');
  return maria.post(`${path}/documentos/${kind}`, body);
}
const bytesOf = async (path: string): Promise<Buffer> => Buffer.from(await (await maria.get(path)).arrayBuffer());

describe('papers of an auxiliary (§6.7)', () => {
  it('include a responsiva, a PDF named after the Id Auxiliar that counts only once it is signed', async () => {
    const path = await maria.addAuxiliary(0);
    const answer = await maria.get(`${path}/responsiva.pdf`);
    expect(answer.headers.get('content-disposition')).toMatch(/filename="responsiva-AUX-[\w-]+\.pdf"/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const issued = Buffer.from(await answer.arrayBuffer());
    expect(issued.subarray(0, 5).toString()).toBe('%PDF-');
    const { status, text } = await upload(path, 'responsiva', issued);
    expect([status, text.includes('no contiene ninguna página escaneada')]).toEqual([422, true]);
  });

  it('are stored encrypted, and the newest scan can be downloaded (§6.7)', async () => {
    const path = await maria.addAuxiliary(1);
    expect(await maria.page(path)).toContain('Falta');
    expect((await upload(path, 'responsiva', scannedPdf('uno'))).text).toContain('?hecho=responsiva');
    scene.context.clock.advance(1000);
    await upload(path, 'responsiva', scannedPdf('dos'));
    await upload(path, 'credencial', scannedPdf('copia'));
    expect(await maria.page(path)).toContain('versión 2');
    expect(await maria.page(`${path}?hecho=responsiva`)).toContain('archivo guardado como versión 2');
    const newest = await maria.get(`${path}/documentos/responsiva`);
    expect(newest.headers.get('content-disposition')).toMatch(/filename="responsiva-AUX-[\w-]+-v2\.pdf"/);
    expect(Buffer.from(await newest.arrayBuffer()).equals(scannedPdf('dos'))).toBe(true);
    const rows = await asOwner(scene.context.module).execute<{ blob_key: string; digest: string }[]>(
      `select blob_key, encode(sha256, 'hex') as digest from auxiliaries.paper order by uploaded_at, kind`,
    );
    expect(rows.map(({ digest }) => digest)).toContain(sha256(scannedPdf('uno')).toString('hex'));
    for (const { blob_key } of rows) {
      const stored = await scene.context.module.get(BlobStore).read(blob_key);
      expect(stored.includes(Buffer.from('%PDF'))).toBe(false);
    }
    const reads = await asOwner(scene.context.module).execute(
      `select 1 from kernel.audit_entry where action = 'auxiliaries.get-paper' and subject_id = ?`,
      [idOf(path)],
    );
    expect(reads).toHaveLength(1);
  });

  it('are rejected with an error beside their field if they are missing, not a scan or larger than 10 MB', async () => {
    const path = await maria.addAuxiliary(2);
    const refused = async (bytes: Buffer): Promise<string> => {
      const { status, text } = await upload(path, 'credencial', bytes);
      expect(status).toBe(422);
      return text;
    };
    expect(await refused(Buffer.from('MZ nada'))).toContain('id="credencial-error"');
    expect(await refused(Buffer.alloc(0))).toContain('Falta el archivo');
    expect(await refused(Buffer.from('%PDF-1.7\n%%EOF\n'))).toContain('está dañado o incompleto');
    const active = scannedPdf('x')
      .toString('latin1')
      .replace('/Type/Catalog', '/OpenAction<</S/JavaScript/JS(x)>>/Type/Catalog');
    expect(await refused(Buffer.from(active, 'latin1'))).toContain('contiene programas');
    for (const megabytes of [10, 25]) {
      const large = Buffer.concat([scannedPdf('grande'), Buffer.alloc(megabytes * 1024 * 1024)]);
      expect(await refused(large)).toContain('más de 10 MB');
    }
    expect((await maria.get(`${path}/documentos/otra`)).status).toBe(404);
  });

  it('are requested by the OPL by e-mail and as the next step in the portal; only the portal names the person (§6.7)', async () => {
    const path = await maria.addAuxiliary(5);
    const { displayName } = await dispatcher.ask(opl(), new GetAuxiliary({ auxiliaryId: idOf(path) }));
    expect(await maria.page('/portal')).not.toContain('/portal/resguardo');
    const request = { aspirantId: scene.mariaId, auxiliaryId: idOf(path), reference: 'IEEQ/77/2027' };
    await dispatcher.run(opl(), new RequestCustody({ ...request, reason: 'Revisión por oficio' }));
    expect(await maria.page('/portal')).toContain('href="/portal/resguardo"');
    expect(await maria.page('/portal/resguardo')).toContain(displayName);
    await scene.drain();
    const mail = scene.mailbox.messages.find(({ text }) => text?.includes('IEEQ/77/2027'));
    expect(mail?.to).toMatchObject({ text: MARIA.email });
    expect(mail?.text).toContain('/portal/resguardo');
    expect(mail?.text).not.toContain(displayName);
    await upload(path, 'responsiva', scannedPdf('pedida'));
    await upload(path, 'credencial', scannedPdf('pedida también'));
    const [{ id } = { id: '' }] = await dispatcher.ask(opl(), new ListCustodyRequests({ aspirantId: scene.mariaId }));
    await maria.post(`/portal/resguardo/${id}`, {});
    expect(await maria.page('/portal')).not.toContain('href="/portal/resguardo"');
    // The next request must be the newest.
    scene.context.clock.advance(1000);
  });

  it('are visible to the OPL only once transferred on request; both parties get a receipt (§6.7)', async () => {
    const path = await maria.addAuxiliary(3);
    const incomplete = await maria.addAuxiliary(4);
    await upload(path, 'responsiva', scannedPdf('firmada'));
    await upload(path, 'credencial', scannedPdf('copia'));
    await upload(incomplete, 'responsiva', scannedPdf('sola'));
    const read = (kind: 'responsiva' | 'credencial', of = path, who = opl()) =>
      dispatcher.ask(who, new GetPaper({ auxiliaryId: idOf(of), kind }));
    await expect(read('responsiva')).rejects.toMatchObject({ code: 'AUXILIARIES.PAPER_NOT_HANDED' });

    const request = {
      aspirantId: scene.mariaId,
      reference: 'IEEQ/123/2027',
      reason: 'Resguardo por acuerdo del Consejo',
    };
    await expect(dispatcher.run(opl('14'), new RequestCustody(request))).rejects.toMatchObject({
      code: 'ACCESS.OUT_OF_SCOPE',
    });
    const { requestId } = await dispatcher.run(opl(), new RequestCustody(request));
    expect(await maria.page('/portal/auxiliares')).toContain('El OPL le pide documentos');
    const page = await maria.page('/portal/resguardo');
    expect(page).toContain('IEEQ/123/2027');
    expect(page).toContain('Por entregar');
    const confirmation = await maria.page(`/portal/resguardo/${requestId}`);
    const { displayName } = await dispatcher.ask(opl(), new GetAuxiliary({ auxiliaryId: idOf(path) }));
    expect(confirmation).toContain(displayName);
    expect(confirmation).toContain('Versión 1');
    expect(confirmation).not.toContain(idOf(incomplete));
    await expect(read('responsiva')).rejects.toMatchObject({ code: 'AUXILIARIES.PAPER_NOT_HANDED' });

    const other = await PortalClient.signIn(scene, OTHER.email);
    expect((await other.get(`/portal/resguardo/${requestId}`)).status).toBe(404);
    expect((await other.post(`/portal/resguardo/${requestId}`, {})).status).toBe(404);
    expect((await maria.post(`/portal/resguardo/${requestId}`, {})).text).toBe('/portal/resguardo?hecho=entrega');
    expect((await maria.post(`/portal/resguardo/${requestId}`, {})).text).toContain('No hay nada nuevo que entregar');
    expect((await read('responsiva')).scan.equals(scannedPdf('firmada'))).toBe(true);
    await expect(read('responsiva', incomplete)).rejects.toMatchObject({ code: 'AUXILIARIES.PAPER_NOT_HANDED' });
    await expect(read('responsiva', path, opl('14'))).rejects.toMatchObject({ code: 'ACCESS.OUT_OF_SCOPE' });

    scene.context.clock.advance(1000);
    expect(await maria.page(path)).toContain('El OPL tiene la versión 1.');
    expect(await maria.page(path)).not.toContain('no se le ha entregado');
    await upload(path, 'responsiva', scannedPdf('otra posterior'));
    expect(await maria.page(path)).toContain('La versión 2 no se le ha entregado');
    expect((await read('responsiva')).scan.equals(scannedPdf('firmada'))).toBe(true);
    expect((await bytesOf(`${path}/documentos/responsiva`)).equals(scannedPdf('otra posterior'))).toBe(true);

    await upload(incomplete, 'credencial', scannedPdf('por fin'));
    await maria.post(`/portal/resguardo/${requestId}`, {});
    expect((await read('credencial', incomplete)).scan.equals(scannedPdf('por fin'))).toBe(true);
    const [stored] = await dispatcher.ask(opl(), new ListCustodyRequests({ aspirantId: scene.mariaId }));
    expect(stored).toMatchObject({ id: requestId, reference: 'IEEQ/123/2027', ready: 0 });
    expect(stored?.transferred).toBeGreaterThanOrEqual(2);
    const act = await dispatcher.ask(opl(), new GetCustodyAct({ requestId }));
    expect(act.fileName).toMatch(/^acta-RESG-[0-9A-F]{8}\.pdf$/);
    expect((await bytesOf(`/portal/resguardo/${requestId}/acta.pdf`)).subarray(0, 5).toString()).toBe('%PDF-');
  });

  it('are transferred again under the same request after a correction, and the record lists every transfer (§6.7)', async () => {
    const path = await maria.addAuxiliary(6);
    await upload(path, 'responsiva', scannedPdf('primera'));
    await upload(path, 'credencial', scannedPdf('copia'));
    const request = { aspirantId: scene.mariaId, auxiliaryId: idOf(path), reference: 'IEEQ/200/2027' };
    const { requestId } = await dispatcher.run(
      opl(),
      new RequestCustody({ ...request, reason: 'Revisión por oficio' }),
    );
    const figures = async () =>
      (await dispatcher.ask(opl(), new ListCustodyRequests({ aspirantId: scene.mariaId }))).find(
        ({ id }) => id === requestId,
      );
    const transfer = async () => (await maria.post(`/portal/resguardo/${requestId}`, {})).text;
    await transfer();
    expect(await figures()).toMatchObject({ requested: 1, transferred: 1, ready: 0, renewed: 0 });

    scene.context.clock.advance(1000);
    await upload(path, 'responsiva', scannedPdf('segunda'));
    expect(await figures()).toMatchObject({ transferred: 1, ready: 1, renewed: 1 });
    expect(await maria.page('/portal')).toContain('href="/portal/resguardo"');
    expect(await maria.page('/portal/resguardo')).toContain('Con versiones nuevas por entregar');
    expect(await maria.page(path)).toContain('La versión 2 no se le ha entregado');
    expect(await maria.page(`/portal/resguardo/${requestId}`)).toContain('Versión 2');
    expect(await transfer()).toBe('/portal/resguardo?hecho=entrega');
    expect(await transfer()).toContain('No hay nada nuevo que entregar');
    expect(await maria.page(path)).toContain('El OPL tiene la versión 2.');
    const paper = await dispatcher.ask(opl(), new GetPaper({ auxiliaryId: idOf(path), kind: 'responsiva' }));
    expect(paper.scan.equals(scannedPdf('segunda'))).toBe(true);
    const rows = await asOwner(scene.context.module).execute(
      `select h.number, h.auxiliary_id from auxiliaries.custody_handover h where request_id = ? order by number`,
      [requestId],
    );
    expect(rows).toEqual([1, 2].map((number) => ({ number, auxiliary_id: idOf(path) })));
    const { pdf } = await dispatcher.ask(opl(), new GetCustodyAct({ requestId }));
    const { lines } = await readPdf(pdf);
    for (const number of [1, 2]) {
      expect(lines).toContainEqual(expect.stringMatching(`^Entrega ${String(number)} · AUX-`));
      expect(lines.join('\n')).toContain(`Versión ${String(number)}`);
    }
  });

  it('are not transferred with a responsiva that has the data from before a correction (§6.7)', async () => {
    const [path, second, former] = [
      await maria.addAuxiliary(9),
      await maria.addAuxiliary(10),
      await maria.addAuxiliary(11),
    ];
    for (const one of [path, second, former]) {
      await upload(one, 'responsiva', scannedPdf(`antes ${one}`));
      await upload(one, 'credencial', scannedPdf(`copia ${one}`));
    }
    const ask = async (auxiliaryId: string, reference: string): Promise<string> => {
      const request = { aspirantId: scene.mariaId, auxiliaryId, reference, reason: 'Revisión por oficio' };
      return (await dispatcher.run(opl(), new RequestCustody(request))).requestId;
    };
    const figures = async (requestId: string) =>
      (await dispatcher.ask(opl(), new ListCustodyRequests({ aspirantId: scene.mariaId }))).find(
        ({ id }) => id === requestId,
      );
    const transfer = async (requestId: string) => (await maria.post(`/portal/resguardo/${requestId}`, {})).text;
    const correctData = async (one: string): Promise<void> => {
      const auxiliaryId = idOf(one);
      const { registration, version } = await dispatcher.ask(opl(), new GetAuxiliaryData({ auxiliaryId }));
      const data = { ...registration, nombre: 'Rosalba', auxiliaryId, version };
      await dispatcher.run(opl(), new CorrectAuxiliary({ ...data, reason: 'Por oficio', warningsRead: true }));
    };

    const requestId = await ask(idOf(path), 'IEEQ/400/2027');
    await correctData(path);
    expect(await maria.page('/portal/auxiliares?documentos=faltan')).toContain(path);
    expect(await figures(requestId)).toMatchObject({ ready: 0, signAgain: 1, missing: 0 });
    expect(await maria.page('/portal/resguardo')).toContain('fírmenla de nuevo');
    const confirmation = await maria.page(`/portal/resguardo/${requestId}`);
    expect(confirmation).not.toContain('Entregar estos documentos');
    expect(confirmation).toContain('fírmenla de nuevo');
    expect(await transfer(requestId)).toContain('No hay nada nuevo que entregar');
    scene.context.clock.advance(1000);
    await upload(path, 'responsiva', scannedPdf('firmada después'));
    expect(await transfer(requestId)).toBe('/portal/resguardo?hecho=entrega');

    const delivered = await ask(idOf(second), 'IEEQ/401/2027');
    await transfer(delivered);
    await correctData(second);
    expect(await figures(delivered)).toMatchObject({ transferred: 1, ready: 0, renewed: 0, signAgain: 1 });
    expect(await maria.page('/portal/resguardo')).toContain('Con responsivas por firmar de nuevo');
    await upload(second, 'credencial', scannedPdf('copia nueva'));
    expect(await transfer(delivered)).toContain('No hay nada nuevo que entregar');
    expect(await maria.page(second)).toContain('se entrega con la responsiva firmada de nuevo');

    // A discharged person does not sign again.
    await correctData(former);
    await maria.post(`${former}/baja`, {});
    const ofFormer = await ask(idOf(former), 'IEEQ/402/2027');
    expect(await figures(ofFormer)).toMatchObject({ ready: 1, signAgain: 0 });
    expect(await maria.page(`/portal/resguardo/${ofFormer}`)).toContain('con los datos anteriores a una corrección');
  });

  it('are not stored twice: the same file cannot be a newly signed document', async () => {
    const path = await maria.addAuxiliary(12);
    await upload(path, 'responsiva', scannedPdf('una'));
    scene.context.clock.advance(1000);
    await upload(path, 'responsiva', scannedPdf('dos'));
    const { status, text } = await upload(path, 'responsiva', scannedPdf('una'));
    expect(status).toBe(422);
    expect(text).toContain('id="responsiva-error"');
    expect(text).toContain('es idéntico al de la versión 1');
    expect((await upload(path, 'credencial', scannedPdf('una'))).status).toBe(303);
  });

  it('can be viewed in earlier versions; a wrong one can be withdrawn, but is kept (decision 17)', async () => {
    const path = await maria.addAuxiliary(7);
    await upload(path, 'credencial', scannedPdf('buena'));
    scene.context.clock.advance(1000);
    await upload(path, 'credencial', scannedPdf('de otra persona'));
    expect((await bytesOf(`${path}/documentos/credencial/1`)).equals(scannedPdf('buena'))).toBe(true);
    const wrong = `${path}/documentos/credencial/2`;
    expect(await maria.page(`${wrong}/retirar`)).toContain('Retirar el archivo');
    expect((await maria.post(`${wrong}/retirar`, {})).text).toContain('Elija el motivo.');
    expect((await maria.post(`${wrong}/retirar`, { reason: 'other-person' })).text).toContain('?hecho=retiro');
    expect((await maria.post(`${wrong}/retirar`, { reason: 'other-person' })).text).toContain('ya estaba retirado');
    expect(await maria.page(path)).toMatch(/<strong>retirada<\/strong> el [^(]+\(Es de otra persona\)/);
    expect((await bytesOf(`${path}/documentos/credencial`)).equals(scannedPdf('buena'))).toBe(true);
    expect((await bytesOf(wrong)).equals(scannedPdf('de otra persona'))).toBe(true);
    const other = await PortalClient.signIn(scene, OTHER.email);
    expect((await other.get(wrong)).status).toBe(404);
    expect((await other.post(`${path}/documentos/credencial/1/retirar`, { reason: 'illegible' })).status).toBe(404);

    await upload(path, 'responsiva', scannedPdf('firmada'));
    const request = { aspirantId: scene.mariaId, auxiliaryId: idOf(path), reference: 'IEEQ/300/2027' };
    const { requestId } = await dispatcher.run(
      opl(),
      new RequestCustody({ ...request, reason: 'Revisión por oficio' }),
    );
    await maria.post(`/portal/resguardo/${requestId}`, {});
    const paper = await dispatcher.ask(opl(), new GetPaper({ auxiliaryId: idOf(path), kind: 'credencial' }));
    expect(paper.scan.equals(scannedPdf('buena'))).toBe(true);
    const { history } = await dispatcher.ask(opl(), new GetAuxiliaryRecord({ auxiliaryId: idOf(path) }));
    expect(history).toContainEqual(expect.objectContaining({ kind: 'paper-withdrawn', reason: 'other-person' }));
  });

  it('are not transferred if a scan of them is being withdrawn', async () => {
    const path = await maria.addAuxiliary(13);
    await upload(path, 'responsiva', scannedPdf('firmada'));
    await upload(path, 'credencial', scannedPdf('de otra persona'));
    const auxiliaryId = idOf(path);
    const { requestId } = await dispatcher.run(
      opl(),
      new RequestCustody({ aspirantId: scene.mariaId, auxiliaryId, reference: 'IEEQ/500/2027', reason: 'Por oficio' }),
    );
    let transfer: Promise<{ text: string }> | undefined;
    await asOwner(scene.context.module).transactional(async (withdrawal) => {
      await withdrawal.execute('select from auxiliaries.auxiliary where id = ? for update', [auxiliaryId]);
      transfer = maria.post(`/portal/resguardo/${requestId}`, {});
      await waitForBlockedSession(scene.context, 'transactionid');
      await withdrawal.execute(
        `insert into auxiliaries.paper_withdrawal (paper_id, reason, withdrawn_by, withdrawn_at)
         select id, 'other-person', 'maria', now() from auxiliaries.paper where auxiliary_id = ? and kind = 'credencial'`,
        [auxiliaryId],
      );
    });
    expect((await transfer)?.text).toContain('No hay nada nuevo que entregar');
  });

  it('need no new responsiva once the person is discharged', async () => {
    const path = await maria.addAuxiliary(8);
    expect(await maria.page(path)).toContain('Imprima la');
    await maria.post(`${path}/baja`, {});
    expect(await maria.page(path)).not.toContain('Imprima la');
  });

  it('are not requested for a person who was discharged before registering a device, unless they signed (§6.7)', async () => {
    const [unsigned, signed] = [await maria.addAuxiliary(15), await maria.addAuxiliary(16)];
    for (const kind of ['responsiva', 'credencial']) await upload(signed, kind, scannedPdf(`${kind} 16`));
    for (const one of [unsigned, signed]) await maria.post(`${one}/baja`, {});
    scene.context.clock.advance(1000);
    const figures = async (auxiliaryId: string) => {
      const request = { aspirantId: scene.mariaId, auxiliaryId, reference: 'IEEQ/500/2027', reason: 'Por un acuerdo' };
      const { requestId } = await dispatcher.run(opl(), new RequestCustody(request));
      const found = await dispatcher.ask(opl(), new ListCustodyRequests({ aspirantId: scene.mariaId }));
      return found.find(({ id }) => id === requestId);
    };
    expect(await figures(idOf(unsigned))).toMatchObject({ requested: 0, missing: 0, excused: 1 });
    expect(await figures(idOf(signed))).toMatchObject({ requested: 1, ready: 1, excused: 0 });
    expect(await maria.page('/portal/resguardo')).toContain('No se piden');
    const page = await maria.page(unsigned);
    expect(page).toContain('No hace falta');
    expect(page).not.toContain('<span>Falta</span>');
    expect(await maria.page('/portal/auxiliares?documentos=faltan')).not.toContain(unsigned);
    await asOwner(scene.context.module).execute(
      `insert into auxiliaries.known_device (device_id, auxiliary_id, folio_prefix, status, attested, findings, enrolled_at)
       values (gen_random_uuid(), ?, 'AC-99999', 'discharged', false, '[]', now())`,
      [idOf(unsigned)],
    );
    expect(await figures(idOf(unsigned))).toMatchObject({ requested: 1, missing: 1, excused: 0 });
  });
});
