import { describe, expect, it } from '@jest/globals';
import { SupportReceivedMail } from './support-received.js';

const SUPPORT = {
  supportId: '0',
  folio: 'AC-1',
  processId: '0',
  aspirantId: '0',
  officeId: '0',
  entidad: '22',
  receivedAt: '2027-01-15T18:00:00Z',
  integrityCode: '',
  blobKey: '',
  flags: [],
};

describe('the receipt for the auxiliary', () => {
  const mail = new SupportReceivedMail(undefined as never, undefined as never);

  it('is sent to the auxiliary who captured the support in the app', () => {
    const app = { channel: 'app', auxiliaryId: 'a', deviceId: 'd', capturedBy: null } as const;
    expect(mail.recipients({ ...SUPPORT, ...app })).toEqual([{ kind: 'auxiliary', id: 'a' }]);
  });

  it('says what was noted about the capture, for the OPL to decide on', async () => {
    const facts = { email: 'ana@correo.example', displayName: 'Ana Ruiz', practice: false };
    const composed = new SupportReceivedMail(
      { ask: () => Promise.resolve(facts) } as never,
      { publicUrl: 'https://apoyo.example' } as never,
    );
    const app = { channel: 'app', auxiliaryId: 'a', deviceId: 'd', capturedBy: null } as const;
    const late = { ...SUPPORT, ...app, flags: ['captured-after-discharge'] };
    const { data } = await composed.compose([{ ...SUPPORT, ...app }, late], { kind: 'auxiliary', id: 'a' });
    expect(data).toMatchObject({
      receipts: [{ notes: [] }, { notes: ['Captado después de la baja de la persona auxiliar'] }],
    });
  });

  it('is not sent for a paper support', () => {
    const paper = { channel: 'paper', auxiliaryId: null, deviceId: null, capturedBy: 'o' } as const;
    expect(mail.recipients({ ...SUPPORT, ...paper })).toEqual([]);
  });
});
