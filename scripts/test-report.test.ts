import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { TemporaryFolder } from '../apps/server/src/testing/temporary-folder.ts'
import { readResults } from './test-report.ts'

test('a file of tests that could not be loaded counts as one that failed, beside those that ran', () => {
  using folder = new TemporaryFolder()
  const file = folder.file('vitest.json')
  const ran = (status: string) => ({ fullName: `one that ${status}`, status, duration: 1_500 })
  // as Vitest 5 writes it, which counts no test of `broken.test.ts`
  const report = {
    numPassedTests: 1,
    numFailedTests: 1,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [
      { name: '/woshou/whole.test.ts', status: 'failed', assertionResults: [ran('passed'), ran('failed')] },
      { name: '/woshou/broken.test.ts', status: 'failed', assertionResults: [] },
    ],
  }
  writeFileSync(file, JSON.stringify(report))
  expect(readResults(file, folder.file('none.json'))).toEqual({
    passed: 1,
    failed: 2,
    skipped: 0,
    tests: [
      { title: 'whole.test.ts: one that passed', seconds: 1.5 },
      { title: 'whole.test.ts: one that failed', seconds: 1.5 },
    ],
  })
})
