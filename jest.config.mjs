const common = {
  rootDir: import.meta.dirname,
  // Test files run without a VM context; the files of a worker share modules.
  testEnvironment: '<rootDir>/test/support/jest/environment.mjs',
  runtime: '<rootDir>/test/support/jest/runtime.mjs',
  transform: {},
  extensionsToTreatAsEsm: ['.ts'],
  modulePathIgnorePatterns: [
    '<rootDir>/dist/',
    '<rootDir>/mobile/dist/',
    '<rootDir>/mobile/android/',
    '<rootDir>/mobile/ios/',
  ],
};

const project = (displayName, testMatch) => ({ ...common, displayName, testMatch });

export default {
  testTimeout: 60_000,
  // A worker keeps the modules that it has loaded; once it exceeds this size, it is replaced between two files.
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
