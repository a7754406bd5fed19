import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  credentialBack,
  credentialFront,
  findPerson,
  livePhoto,
  signatureImage,
} from '../../../test/builders/index.js';
import { asOwner, contextModule, type TestContext } from '../../../test/support/app.js';
import { FakeEvidence, FakeOpener } from '../../../test/support/fake-opener.js';
import { systemActor, type Actor } from '../../kernel/access/actor.js';
import { randomId } from '../../kernel/crypto/random.js';
import { Outbox } from '../../kernel/jobs/outbox.js';
import { OutboxRelay } from '../../kernel/jobs/outbox-relay.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { composeFolio } from '#electoral/wire';
import { IsNamedAsAuxiliaryHandler } from '../auxiliaries/queries/is-named-as-auxiliary.js';
import { SupportReceived } from '../intake/index.js';
import { SetAssistedCapture } from '../processes/index.js';
import { ProcessesModule } from '../processes/processes.module.js';
import { GetEvidence, GetReviewFacts, GetSupport, type EvidencePart, type ReviewFacts } from './index.js';
import { EvidenceReader } from './unseal/evidence-reader.js';
import { SupportOpener, type OpenedSupport } from './unseal/support-opener.js';
import { VerificationModule } from './verification.module.js';
import { addOffice, createProcess } from '../../demonstration/world/index.js';

const opl: Actor = { ...systemActor('opl'), kind: 'official', id: 'opl', scope: { entidad: '22' } };
const person = findPerson(({ credentialType }) => credentialType === 'E', 10);
const assisted = { reason: 'No puede firmar', witness: 'Rosa Ejemplo Testigo', mark: 'mark' } as const;

describe('the capture facts that a device reports to the desk (§8.7, §8.9, §11.1)', () => {
  let context: TestContext;
  let opener: FakeOpener;
  let contest: { processId: string; officeId: string };
  let images: ReadonlyMap<EvidencePart, Buffer>;
  let witnessed: ReadonlyMap<EvidencePart, Buffer>;
  let counter = 0;

  beforeAll(async () => {
    opener = new FakeOpener();
    const verification = {
      module: VerificationModule,
      providers: [
        IsNamedAsAuxiliaryHandler,
        { provide: SupportOpener, useValue: opener },
        { provide: EvidenceReader, useValue: new FakeEvidence(opener) },
      ],
    };
    context = await contextModule([ProcessesModule, verification]);
    const dispatcher = context.module.get(Dispatcher);
    const { processId } = await createProcess(dispatcher, opl, { name: 'Proceso', practice: true });
    const office = { kind: 'gubernatura', name: 'Gubernatura', territory: '' };
    const { officeId } = await addOffice(dispatcher, opl, processId, office);
    contest = { processId, officeId };
    images = new Map<EvidencePart, Buffer>([
      ['anverso', await credentialFront(person)],
      ['reverso', await credentialBack(person)],
      ['fotografia-viva', await livePhoto(person)],
      ['firma', await signatureImage(person)],
    ]);
    witnessed = new Map([...images, ['firma-testigo', await signatureImage(person)]]);
  });
  afterAll(() => context.close());

  /** Verifies a support, and returns the facts that the desk sees. */
  async function received(more: Partial<OpenedSupport>): Promise<ReviewFacts> {
    const supportId = randomId();
    opener.supports.set(supportId, {
      parts: images,
      credentialType: 'E',
      read: { cic: person.cic },
      typed: {},
      email: undefined,
      capturedAt: context.clock.now(),
      auxiliaryId: randomId(),
      deviceId: randomId(),
      ...more,
    });
    const event = new SupportReceived({
      supportId,
      folio: composeFolio('7K2MD', (counter += 1)),
      ...contest,
      aspirantId: randomId(),
      auxiliaryId: randomId(),
      entidad: '22',
      receivedAt: context.clock.now().toISOString(),
      integrityCode: 'ab'.repeat(32),
      blobKey: supportId,
      deviceId: randomId(),
      channel: 'app',
      capturedBy: null,
      flags: [],
    });
    const entities = asOwner(context.module);
    await entities.transactional((em) => context.module.get(Outbox).append(em, [event], randomId()));
    await context.module.get(OutboxRelay).drain();
    return context.module.get(Dispatcher).ask(opl, new GetReviewFacts({ supportId }));
  }
  const rows = <Row extends object>(sql: string, params: string[]): Promise<Row[]> =>
    asOwner(context.module).execute<Row[]>(sql, params);
  const supportOf = (supportId: string) => context.module.get(Dispatcher).ask(opl, new GetSupport({ supportId }));

  it('include the outcome of the reading and the face check; an older app reports neither', async () => {
    const facts = await received({ reading: 'failed', faceCheck: 'overridden' });
    expect(facts).toMatchObject({ reading: 'failed', faceCheck: 'overridden', assisted: null });
    expect(await supportOf(facts.supportId)).toMatchObject({ reading: 'failed', assisted: false });
    const unknown = { reading: null, faceCheck: null, assisted: null, assistedFaults: [], flags: [] };
    expect(await received({})).toMatchObject(unknown);
  });

  it('mark an assisted capture, which is accepted even if the OPL did not allow it (decision 31)', async () => {
    const { supportId, ...facts } = await received({ assisted, parts: witnessed });
    expect(facts).toMatchObject({ assisted, assistedFaults: ['not-allowed'], imageProblems: [] });
    const events = await rows<{ payload: object }>(
      `select payload from kernel.outbox_message
       where type = 'verification.support-verified' and payload ->> 'supportId' = ?`,
      [supportId],
    );
    expect(events.map(({ payload }) => payload)).toMatchObject([{ assisted: true }]);
  });

  it('have no faults if assisted capture is allowed and there is a witness; reason and names are stored only encrypted', async () => {
    const rule = { processId: contest.processId, allowed: true, reasons: ['No puede firmar'] };
    await context.module.get(Dispatcher).run(opl, new SetAssistedCapture(rule));
    const { supportId, ...facts } = await received({ assisted, parts: witnessed });
    expect(facts).toMatchObject({ assisted, assistedFaults: [], imageProblems: [] });
    const part = await context.module.get(Dispatcher).ask(opl, new GetEvidence({ supportId, part: 'firma-testigo' }));
    expect(part.contentType).toBe('image/png');
    const [row] = await rows(`select to_jsonb(s) - 'personal' as row from verification.support s where id = ?`, [
      supportId,
    ]);
    expect(JSON.stringify(row)).not.toMatch(/Rosa|firmar/);
    expect(await supportOf(supportId)).toMatchObject({ assisted: true });
  });

  it('need no signature from a citizen who cannot make a mark, and report a missing witness', async () => {
    const noMark = new Map(witnessed);
    noMark.delete('firma');
    const none = await received({ assisted: { ...assisted, mark: 'none' }, parts: noMark });
    expect(none).toMatchObject({ assistedFaults: [], imageProblems: [] });
    expect(await received({ assisted })).toMatchObject({
      assistedFaults: ['no-witness'],
      imageProblems: ['firma-testigo:missing'],
    });
  });

  it('flag a witness who has the same name as the citizen (decision 31)', async () => {
    const { nombre, paterno, materno } = person;
    const own = { ...assisted, witness: `${paterno} ${materno}, ${nombre}`.toLowerCase() };
    const facts = { parts: witnessed, read: {}, typed: { nombre, paterno, materno } };
    expect(await received({ ...facts, assisted: own })).toMatchObject({ assistedFaults: ['witness-is-citizen'] });
    expect(await received({ ...facts, assisted })).toMatchObject({ assistedFaults: [] });
  });
});
