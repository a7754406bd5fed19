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

  it('is not sent for a paper support', () => {
    const paper = { channel: 'paper', auxiliaryId: null, deviceId: null, capturedBy: 'o' } as const;
    expect(mail.recipients({ ...SUPPORT, ...paper })).toEqual([]);
  });
});
