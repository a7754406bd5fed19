const common = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^#electoral/(.*)$': '<rootDir>/src/electoral/$1/index', '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: [
    '<rootDir>/dist/',
    '<rootDir>/mobile/dist/',
    '<rootDir>/mobile/android/',
    '<rootDir>/mobile/ios/',
  ],
  // The same for packages as test/support/transform.mjs does for our own modules.
  sandboxInjectedGlobals: ['Math'],
  transform: {
    '^.+\\.(ts|mjs)$': [
      '<rootDir>/test/support/transform.mjs',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        },
        module: { type: 'es6' },
      },
    ],
  },
};

const project = (displayName, testMatch) => ({ ...common, displayName, testMatch });

export default {
  testTimeout: 60_000,
  // What a file has loaded stays with its worker; a worker that has grown so far is replaced between two files.
  workerIdleMemoryLimit: '1500MB',
  projects: [
    project('unit', [
      '<rootDir>/src/**/*.spec.ts',
      '<rootDir>/mobile/src/**/*.spec.ts',
      '<rootDir>/test/builders/**/*.spec.ts',
    ]),
    project('integration', ['<rootDir>/src/**/*.int-spec.ts', '<rootDir>/test/integration/**/*.spec.ts']),
    project('architecture', ['<rootDir>/test/architecture/**/*.spec.ts']),
    project('browser', ['<rootDir>/test/browser/**/*.spec.ts']),
    project('long', ['<rootDir>/test/long/**/*.spec.ts']),
    project('full', ['<rootDir>/test/full/**/*.spec.ts']),
  ],
};
