/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

const config: Config = {
  testEnvironment: 'node',
  // A bound for a test that hangs; no test is about time.
  testTimeout: 120_000,
  roots: ['<rootDir>/test'],
  globalSetup: '<rootDir>/test/support/jest-setup.ts',
  // Many tests wait for a process or a server of theirs: jest's default would leave one processor of two idle.
  maxWorkers: '100%',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' } },
    ],
  },
  coverageProvider: 'v8',
  collectCoverageFrom: ['src/**/*.ts'],
  coverageReporters: ['text-summary', 'text'],
  coverageThreshold: { global: { lines: 95, branches: 95 } },
};

export default config;
