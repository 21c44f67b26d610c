import { mkdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { holds, recordOf } from './build-record.ts'
import { TemporaryFolder } from './testing/temporary-folder.ts'

/** Files of which something is made, with their record. */
function made() {
  const folder = new TemporaryFolder()
  mkdirSync(folder.file('src'))
  writeFileSync(folder.file('package.json'), '{}')
  writeFileSync(folder.file('src/a b.ts'), 'export const a = 1')
  const root = folder.file('.')
  return { folder, root, record: recordOf(root, ['src/a b.ts', 'package.json']), source: folder.file('src/a b.ts') }
}

describe('the record of a build', () => {
  it('holds as long as nothing changes', () => {
    const { folder, record, root } = made()
    using _ = folder
    expect(holds(root, record)).toBe(true)
  })

  it('does not hold when a file holds something else, be it as long and of the same time', () => {
    const { folder, record, root, source } = made()
    using _ = folder
    const before = new Date(2_000)
    utimesSync(source, before, before)
    const then = recordOf(root, ['src/a b.ts'])
    writeFileSync(source, 'export const a = 2')
    utimesSync(source, before, before)
    expect(holds(root, record)).toBe(false)
    expect(holds(root, then)).toBe(false)
  })

  it('asks no file that has neither changed nor grown what it holds', () => {
    const { folder, root, source } = made()
    using _ = folder
    const { ctimeMs, size } = statSync(source)
    expect(holds(root, `${ctimeMs} ${size} else src/a b.ts`)).toBe(true)
    expect(holds(root, `${ctimeMs} ${size + 1} else src/a b.ts`)).toBe(false)
    expect(holds(root, `${ctimeMs + 1} ${size} else src/a b.ts`)).toBe(false)
  })

  it.each([
    { after: 1, known: false },
    { after: 60_000, known: true },
  ])('goes by the change time of a file that has not changed just now: $after ms after', ({ after, known }) => {
    const { folder, root, source } = made()
    using _ = folder
    const { ctimeMs } = statSync(source)
    const clock = vi.spyOn(Date, 'now').mockReturnValue(ctimeMs + after)
    onTestFinished(() => clock.mockRestore())
    expect(recordOf(root, ['src/a b.ts']).startsWith(`${ctimeMs} `)).toBe(known)
  })

  it('does not hold when a file is gone', () => {
    const { folder, record, root, source } = made()
    using _ = folder
    rmSync(source)
    expect(holds(root, record)).toBe(false)
  })

  it('holds when files are other ones that hold the same, as in a copy of the folder', () => {
    const { folder, record, root, source } = made()
    using _ = folder
    const older = record.replaceAll(/^\d\S*/gm, '1000.5')
    writeFileSync(folder.file('copy'), 'export const a = 1')
    renameSync(folder.file('copy'), source)
    expect(holds(root, older)).toBe(true)
    writeFileSync(source, 'export const a = 2')
    expect(holds(root, older)).toBe(false)
  })

  it.each(['', 'no record', '1 1 abc'])('is none: %j', (record) => {
    const { folder, root } = made()
    using _ = folder
    expect(holds(root, record)).toBe(false)
  })
})
