/** Unit tests: in Node, beside what they test. The page itself is tested by Playwright, in e2e/. */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    environment: 'node',
    globalSetup: 'tools/kernels-for-tests.mjs',
    include: ['src/**/*.test.ts', 'tools/**/*.test.*', 'bench/**/*.test.*'],
    // A busy machine is no failure: this is for tests that hang.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
