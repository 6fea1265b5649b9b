/**
 * End-to-end tests of the built site (`npm run build` first), in Chromium, served by the server that `npm start` runs.
 * With BASE_URL they go to a server that is already there, nginx for one: `playwright test --grep @site`.
 */
import { existsSync } from 'node:fs'
import { defineConfig, devices } from '@playwright/test'

const port = Number(process.env['WHATSIT_E2E_PORT'] ?? 8091)
const elsewhere = process.env['BASE_URL']
const results = process.env['WHATSIT_E2E_RESULTS']

// tools/test.mjs looks in more places, and tells.
const installed = ['/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/chromium-browser']
const chromium = process.env['WHATSIT_CHROMIUM'] ?? installed.find((path) => existsSync(path))

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: process.env['WHATSIT_E2E_OUTPUT'] ?? 'test-results',
  fullyParallel: false,
  forbidOnly: process.env['CI'] !== undefined,
  retries: 0,
  workers: 2,
  timeout: 60_000,
  reporter: results ? [['list'], ['json', { outputFile: results }]] : 'list',
  use: {
    baseURL: elsewhere ?? `http://127.0.0.1:${port}`,
    serviceWorkers: 'allow',
    screenshot: 'only-on-failure',
    // Recording every test costs more than the tests on two cores.
    trace: process.env['WHATSIT_TRACE'] === '1' ? 'on' : 'off',
    launchOptions: {
      ...(chromium ? { executablePath: chromium } : {}),
      // As root Chromium refuses its sandbox; as anybody else it keeps it.
      chromiumSandbox: process.getuid?.() !== 0,
      // What the browser asks of its maker's servers on its own is noise for tests that count requests.
      args: [
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-domain-reliability',
        '--disable-sync',
        '--no-first-run',
        '--no-pings',
      ],
    },
  },
  projects: [{ name: 'chromium', use: devices['Desktop Chrome'] }],
  ...(elsewhere
    ? {}
    : {
        webServer: {
          command: 'node dist-node/server.js',
          url: `http://127.0.0.1:${port}/`,
          env: { PORT: String(port), HOST: '127.0.0.1' },
          reuseExistingServer: false,
          gracefulShutdown: { signal: 'SIGTERM', timeout: 3000 },
          timeout: 20_000,
        },
      }),
})
