import { defineConfig, devices } from '@playwright/test';

/**
 * The tests run against a server that is already there (BASE_URL), or against one that they start by the
 * repository's own start script.
 */
const address = process.env['BASE_URL'];
const baseURL = address ?? 'http://127.0.0.1:8082';

/** Of the client, the examples and the guides, not of a page: once is enough, on no particular screen. */
const WITHOUT_SCREEN = ['client-*.spec.ts', 'examples.spec.ts', 'guides.spec.ts'];

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results/e2e',
  fullyParallel: true,
  workers: 2,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: Boolean(process.env['CI']),
  reporter: [['list'], ['junit', { outputFile: 'test-results/e2e.xml', includeRetries: true }]],
  use: {
    baseURL,
    // The page at each step can be looked at in it; a film of it would cost a third of what Playwright computes.
    trace: { mode: 'retain-on-failure', screenshots: false },
    launchOptions: {
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      args: [
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    {
      name: 'desktop',
      use: { ...devices['Desktop Chrome'], viewport: { width: 1280, height: 800 } },
      testIgnore: ['restart.spec.ts', ...WITHOUT_SCREEN],
    },
    {
      name: 'phone',
      use: { ...devices['Pixel 7'], viewport: { width: 390, height: 844 } },
      testIgnore: ['restart.spec.ts', ...WITHOUT_SCREEN],
    },
    // One after the other: they build the package in its folder.
    { name: 'client', testMatch: WITHOUT_SCREEN, fullyParallel: false, workers: 1 },
    // Takes the server down under everybody's feet: after all the others, and alone.
    {
      name: 'restart',
      use: { ...devices['Desktop Chrome'], viewport: { width: 1280, height: 800 } },
      testMatch: 'restart.spec.ts',
      dependencies: ['desktop', 'phone', 'client'],
    },
  ],
  ...(address === undefined
    ? {
        webServer: {
          command: '../scripts/run',
          url: baseURL,
          reuseExistingServer: !process.env['CI'],
          timeout: 240_000,
        },
      }
    : {}),
});
