import { existsSync, readFileSync } from 'node:fs'

/** A test as a runner has reported it. */
export interface Reported {
  readonly title: string
  readonly seconds: number
}

/** What both runners have reported. */
export interface Results {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly tests: readonly Reported[]
}

/** The parts of Vitest's and Playwright's JSON reports that are read here. */
interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly assertionResults: readonly {
      readonly fullName: string
      readonly status: string
      readonly duration?: number | null
    }[]
  }[]
}
interface PlaywrightSuite {
  readonly suites?: readonly PlaywrightSuite[]
  readonly specs?: readonly {
    readonly title: string
    readonly file: string
    readonly tests: readonly { readonly results: readonly { readonly duration: number }[] }[]
  }[]
}
interface PlaywrightReport {
  readonly suites: readonly PlaywrightSuite[]
  readonly stats: Readonly<Record<'expected' | 'flaky' | 'unexpected' | 'skipped', number>>
}

/**
 * Counts and durations of both runners, from the files they wrote. A runner that did not get as far counts nothing; a file
 * of unit tests that could not be loaded, or failed outside its tests, counts as one failed test: Vitest counts none.
 */
export function readResults(vitestFile: string, playwrightFile: string): Results {
  const read = <Report>(file: string) =>
    existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Report) : undefined
  const unit = read<VitestReport>(vitestFile)
  const e2e = read<PlaywrightReport>(playwrightFile)
  const units = (unit?.testResults ?? []).flatMap(({ assertionResults, name }) =>
    assertionResults.map(({ duration, fullName }) => ({
      title: `${name.split(/[\\/]/).at(-1)}: ${fullName}`,
      seconds: (duration ?? 0) / 1_000,
    })),
  )
  const failedAsFiles = (unit?.testResults ?? []).filter(
    ({ assertionResults, status }) =>
      status === 'failed' && !assertionResults.some((assertion) => assertion.status === 'failed'),
  )
  return {
    passed: (unit?.numPassedTests ?? 0) + (e2e?.stats.expected ?? 0) + (e2e?.stats.flaky ?? 0),
    failed: (unit?.numFailedTests ?? 0) + failedAsFiles.length + (e2e?.stats.unexpected ?? 0),
    skipped: (unit?.numPendingTests ?? 0) + (unit?.numTodoTests ?? 0) + (e2e?.stats.skipped ?? 0),
    tests: [...units, ...(e2e?.suites ?? []).flatMap(testsOf)],
  }
}

function testsOf({ specs = [], suites = [] }: PlaywrightSuite): readonly Reported[] {
  return [
    ...specs.map(({ file, tests, title }) => ({
      title: `${file}: ${title}`,
      seconds: tests.flatMap(({ results }) => results).reduce((sum, { duration }) => sum + duration, 0) / 1_000,
    })),
    ...suites.flatMap(testsOf),
  ]
}
