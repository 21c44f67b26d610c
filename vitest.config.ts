import { join } from 'node:path'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { BOUND } from './apps/server/src/testing/bound.ts'
import { launchOptions } from './scripts/browser.ts'

const within = { testTimeout: BOUND, hookTimeout: BOUND, teardownTimeout: BOUND, expect: { poll: { timeout: BOUND } } }

/** The sources are TypeScript that Node runs as it is: past Vite, nothing is transformed, and what a run has compiled the next one has. */
const asItIs = { viteModuleRunner: false, nodeLoader: false }

/** What costs minutes of processor: `npm run faults` has them, and `.ci/run` one round of each. */
const LONG = ['apps/server/src/faults/full/**']

/** What waits longest begins first, or it waits alone at the end. A fresh clone knows of no earlier run: files are sorted by size there. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const waits = ({ moduleId }: TestSpecification) => /[\\/]faults[\\/]/.test(moduleId)
    return [...sorted.filter(waits), ...sorted.filter((file) => !waits(file))]
  }
}

/** Some files mostly wait, for processes to start and to be killed: one more than CI has cores. */
const WORKERS = 3

export default defineConfig({
  test: {
    maxWorkers: WORKERS,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...within,
          name: 'packages',
          environment: 'node',
          include: ['packages/*/**/*.test.ts', 'apps/web/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/*.browser.test.ts', '**/{build,.svelte-kit}/**'],
          // pure code, the page's among it, keeps nothing between files: they share a process, and what it has loaded
          isolate: false,
          experimental: asItIs,
        },
      },
      {
        test: {
          ...within,
          name: 'node',
          environment: 'node',
          include: ['apps/server/**/*.test.ts', 'scripts/**/*.test.ts'],
          globalSetup: ['apps/server/src/testing/services.setup.ts'],
          // a fresh process for each file would load the server ninety times over; what a file may not leave to others:
          setupFiles: ['apps/server/src/testing/shared-process.setup.ts'],
          isolate: false,
          experimental: asItIs,
          exclude: ['**/node_modules/**', '**/generated/**', ...(process.env.FAULTS_IN_FULL ? [] : LONG)],
        },
      },
      {
        // Svelte components and rune stores run where they will run: in a real browser.
        extends: './apps/web/vite.config.ts',
        root: './apps/web',
        test: {
          ...within,
          name: 'browser',
          // a fresh page for each file would load the same modules from Vite 29 times; what a file may not leave to others:
          setupFiles: [join(import.meta.dirname, 'apps/web/src/lib/state/testing/shared-page.setup.ts')],
          isolate: false,
          // Vitest sees one worker for a browser where there are two cores, and mixes no projects with other numbers
          maxWorkers: WORKERS,
          include: ['src/**/*.browser.test.ts'],
          browser: {
            enabled: true,
            headless: true,
            connectTimeout: BOUND,
            screenshotFailures: false,
            provider: playwright({ launchOptions: launchOptions() }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
})
