import { accessSync, constants, globSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Debian keeps PostgreSQL's programs out of the PATH, one folder per version, and nginx out of a user's. */
const FOLDERS = [
  '/usr/lib/postgresql/*/bin',
  '/usr/local/opt/postgresql*/bin',
  '/opt/homebrew/opt/postgresql*/bin',
  '/usr/sbin',
]

/** A program of this machine, the newest where there are several; null when there is none of these names. */
export function findProgram(...names: string[]): string | null {
  const byVersion = new Intl.Collator('en', { numeric: true })
  const installed = globSync(FOLDERS).sort(byVersion.compare).reverse()
  for (const folder of [...installed, ...(process.env.PATH ?? '').split(delimiter)]) {
    for (const name of names) if (executable(join(folder, name))) return join(folder, name)
  }
  return null
}

function executable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
