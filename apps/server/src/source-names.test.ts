import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { runInThisContext } from 'node:vm'
import { afterAll, describe, expect, it } from 'vitest'
import { nameSources } from './source-names.ts'
import { TemporaryFolder } from './testing/temporary-folder.ts'

describe('the stacks of a build', () => {
  const { prepareStackTrace } = Error
  afterAll(() => {
    Error.prepareStackTrace = prepareStackTrace
  })

  /** The stack of an error that is made in a file of a build. @param map beside it */
  function stackOf(map: string | null): string | undefined {
    using folder = new TemporaryFolder()
    const file = folder.file('made.js')
    if (map !== null) writeFileSync(`${file}.map`, map)
    nameSources(pathToFileURL(folder.path).href)
    const error: Error = runInThisContext('new Error("the true one")', { filename: pathToFileURL(file).href })
    return error.stack
  }

  it('name sources', () => {
    const map = { version: 3, sources: ['../src/its.ts'], names: [], mappings: 'AAEA' }
    expect(stackOf(JSON.stringify(map))).toMatch(/^Error: the true one\n\s+at file:\S+\/src\/its\.ts:3:1\n/)
  })

  it.each([null, '', 'no map'])('name the build where it has no map (any more): %j', (map) => {
    expect(stackOf(map)).toMatch(/^Error: the true one\n\s+at file:\S+\/made\.js:1:1\n/)
  })
})
