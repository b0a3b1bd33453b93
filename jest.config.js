// Projects are grouped by what they need: unit nothing, sandbox a process per program,
// integration a fresh database, e2e the whole system with real git and (where present) a browser.
const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/build/', '<rootDir>/.residual/'],
};
const database = {
  globalSetup: '<rootDir>/tests/support/postgres-setup.ts',
  globalTeardown: '<rootDir>/tests/support/postgres-teardown.ts',
};
const project = (displayName, testMatch, extra = {}) => ({ ...shared, displayName, testMatch, ...extra });

export default {
  testTimeout: 60_000,
  projects: [
    project('unit', ['<rootDir>/{packages,apps,worker}/**/*.test.ts', '<rootDir>/tests/deploy/**/*.test.ts']),
    project('conformance', ['<rootDir>/tests/conformance/**/*.test.ts']),
    project('sandbox', ['<rootDir>/tests/{sandbox,truth}/**/*.test.ts']),
    project('integration', ['<rootDir>/tests/integration/**/*.test.ts'], database),
    project('e2e', ['<rootDir>/tests/e2e/**/*.test.ts']),
  ],
};
