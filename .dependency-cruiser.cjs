/** Import rules between the parts of the code. `test/architecture` enforces them. */
const CRYPTO = '^(node:)?crypto$|node_modules/(node-jose|jose|hash-wasm|@node-rs/argon2|otpauth)/';

module.exports = {
  forbidden: [
    {
      name: 'a-context-is-entered-by-its-index',
      comment: 'Other contexts may use only its commands, queries, events and ids.',
      severity: 'error',
      from: { path: '^src/contexts/([^/]+)/', pathNot: '\\.int-spec\\.ts$' },
      to: {
        path: '^src/contexts/([^/]+)/',
        pathNot: ['^src/contexts/$1/', '^src/contexts/[^/]+/index\\.ts$'],
      },
    },
    {
      name: 'shells-enter-a-context-by-its-index',
      comment: 'The back office also imports admin/index.ts, where a context declares its screens.',
      severity: 'error',
      from: { path: '^src/(admin|portal|api|demonstration|load|[^/]+\\.ts$)', pathNot: '\\.(module|int-spec)\\.ts$' },
      to: {
        path: '^src/contexts/',
        // views.ts declares the types of a screen's data, for the page that runs in the browser.
        pathNot: ['^src/contexts/[^/]+/(index|admin/index|admin/views)\\.ts$'],
      },
    },
    {
      name: 'the-kernel-knows-no-context',
      comment: 'The only shared code that it uses is hora centro and the normalisers of typed values.',
      severity: 'error',
      from: { path: '^src/kernel/', pathNot: '\\.(int-)?spec\\.ts$' },
      to: { path: '^src/(?!kernel/)', pathNot: '^src/electoral/(normalise|time)/index\\.ts$' },
    },
    {
      name: 'the-domain-knows-no-framework',
      comment: 'Except the ORM mapping and the schema library.',
      severity: 'error',
      from: { path: '^src/contexts/[^/]+/domain/', pathNot: '\\.(int-)?spec\\.ts$' },
      to: { path: 'node_modules', pathNot: 'node_modules/(@mikro-orm/core|zod)/' },
    },
    {
      name: 'shells-dispatch-and-touch-no-entity-manager',
      severity: 'error',
      from: {
        path: '^src/(admin|portal|api)/|^src/contexts/[^/]+/(admin|portal|api)/',
        pathNot: '\\.(int-)?spec\\.ts$',
      },
      to: { path: 'node_modules/@mikro-orm/' },
    },
    {
      name: 'the-app-shares-electoral-only',
      severity: 'error',
      from: { path: '^mobile/', pathNot: '\\.spec\\.tsx?$' },
      to: { path: '^src/', pathNot: '^src/electoral/' },
    },
    {
      name: 'electoral-runs-in-a-browser',
      severity: 'error',
      from: { path: '^src/electoral/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'electoral-imports-itself-and-zod',
      severity: 'error',
      from: { path: '^src/electoral/', pathNot: '\\.spec\\.ts$' },
      to: { path: 'node_modules|^src/|^mobile/', pathNot: 'node_modules/zod/|^src/electoral/' },
    },
    {
      name: 'electoral-is-entered-by-its-indexes',
      severity: 'error',
      from: { path: '^(src|mobile|test)/', pathNot: '^src/electoral/' },
      to: { path: '^src/electoral/', pathNot: '^src/electoral/[^/]+/index\\.ts$' },
    },
    {
      name: 'fictitious-people-stay-out-of-production',
      comment:
        'In production, only the load-ticket command generates fictitious people (practice processes only, decision 25).',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: ['^src/(synthetic|demonstration|load)/', '/issue-load-tickets\\.ts$', '\\.(int-)?spec\\.ts$'],
      },
      to: { path: '^src/synthetic/' },
    },
    {
      name: 'one-place-for-cryptography',
      severity: 'error',
      from: {
        path: '^(src|mobile/src)/',
        pathNot: ['^src/kernel/crypto/', '^mobile/src/crypto/', '^src/admin/pages/crypto/', '\\.(int-)?spec\\.tsx?$'],
      },
      to: { path: CRYPTO },
    },
    {
      name: 'no-cycles-in-the-app',
      comment: 'Type imports included.',
      severity: 'error',
      from: { path: '^mobile/' },
      to: { circular: true },
    },
    {
      name: 'no-cycles',
      comment: 'Type imports do not exist at run time.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { pathNot: 'node_modules', dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^mobile/(dist|android|ios)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
