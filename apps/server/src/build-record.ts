// Of which files a build of the server was made, and whether they are still what they were. Loaded before anything else
// at each start, and by nothing but Node's own modules.
import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** A line for each file: when it was changed last (ms), its bytes, their hash, and where it lies. */
const LINE = /^([\d.]+) (\d+) ([\w-]+) (.+)$/

/** Milliseconds within which a file may change twice at what its change time says is one moment. */
const ONE_MOMENT = 2_000

/** What a file holds, in a word. */
export const contentOf = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('base64url')

/**
 * The record of files as they are now.
 * @param root the folder below which they lie
 * @param files below it
 */
export function recordOf(root: string, files: Iterable<string>): string {
  const now = Date.now()
  const lines = [...files].map((file) => {
    const { ctimeMs, size } = statSync(join(root, file))
    // of what has changed just now the time says nothing
    return `${now - ctimeMs < ONE_MOMENT ? 0 : ctimeMs} ${size} ${contentOf(readFileSync(join(root, file)))} ${file}`
  })
  return lines.sort().join('\n')
}

/**
 * Whether every file of a record is what it was. Its change time and size say so at once, and no program sets that time;
 * where they say nothing, as in a copy of the folder, its content does. @returns false for what is no record, too
 */
export function holds(root: string, record: string): boolean {
  return record.split('\n').every((line) => {
    const [, changed, size, content, file = ''] = LINE.exec(line) ?? []
    const now = file && statSync(join(root, file), { throwIfNoEntry: false })
    if (!now) return false
    return (
      (`${now.ctimeMs}` === changed && `${now.size}` === size) || contentOf(readFileSync(join(root, file))) === content
    )
  })
}
