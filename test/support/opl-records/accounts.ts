import { inputsFor, type ContextRecords } from '../opl-records.js';

export const records: ContextRecords = {
  inputs: {
    ...inputsFor(({ requestId }) => ({ requestId }), 'accounts.get-account-request', 'accounts.get-request-oficio'),
    'accounts.get-contact': ({ accountId }) => ({ officialId: accountId }),
    'accounts.get-correction-notice': ({ accountId }) => ({ officialId: accountId, at: '2027-01-05T18:00:00.000Z' }),
    ...inputsFor(
      ({ accountId }) => ({ accountId }),
      'accounts.get-declaration',
      'accounts.get-official',
      'accounts.get-official-session',
      'accounts.get-signed-declaration',
    ),
    'accounts.find-officials': ({ entidad }) => ({ search: `clara.nava.${entidad}`, limit: 10 }),
    'accounts.get-declaration-refusal': ({ accountId }) => ({ declarationId: accountId }),
    'accounts.is-active-reviewer': ({ reviewerId, entidad }) => ({ accountId: reviewerId, entidad }),
    'accounts.list-accounts-of-person': ({ accountId }) => ({ accountIds: [accountId] }),
    ...inputsFor(
      ({ entidad }) => ({ entidad }),
      'accounts.list-active-reviewers',
      'accounts.list-grant-choices',
      'accounts.list-reviewer-names',
    ),
    'accounts.list-contacts': ({ entidad }) => ({ entidad, role: 'opl-reviewer' }),
    'accounts.name-process-changes': ({ processId }) => ({ processId }),
    'accounts.get-official-names': ({ accountId }) => ({ ids: [accountId] }),
  },
  notForOpls: [
    'accounts.get-correction-notice',
    'accounts.get-declaration-refusal',
    'accounts.get-official-session',
    'accounts.list-accounts-of-person',
    'accounts.list-institutional-domains',
    'accounts.list-second-factor-rules',
  ],
};
