import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { launchOptions } from './scripts/browser.ts'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          environment: 'node',
          include: ['{apps,packages}/*/**/*.test.ts', 'scripts/**/*.test.ts'],
          globalSetup: ['apps/server/src/testing/services.setup.ts'],
          exclude: ['**/node_modules/**', '**/*.browser.test.ts', '**/{build,.svelte-kit,generated}/**'],
        },
      },
      {
        // Svelte components and rune stores run where they will run: in a real browser.
        extends: './apps/web/vite.config.ts',
        root: './apps/web',
        test: {
          name: 'browser',
          include: ['src/**/*.browser.test.ts'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: launchOptions() }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
})
