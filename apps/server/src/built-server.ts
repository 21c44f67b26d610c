// The server, and the commands beside it, laid together in a few files (`scripts/build.ts`), which start with a quarter less
// processor than eight hundred.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { holds } from './build-record.ts'
import { nameSources } from './source-names.ts'

const ROOT = join(import.meta.dirname, '../../..')

/** Where builds lie, each in a folder of its own: a server that runs goes on with its own when there is another. */
export const BUILDS = join(import.meta.dirname, '../build')

/** The file beside them that names the newest in its first line; below is the record of what it was made of. */
export const NEWEST = 'newest'

/** The folder of the build that was made of the sources and packages as they are; null when there is none. */
export function findBuild(builds = BUILDS): string | null {
  let newest: string
  try {
    newest = readFileSync(join(builds, NEWEST), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return null
  }
  const end = newest.indexOf('\n')
  return holds(ROOT, newest.slice(end + 1)) ? join(builds, newest.slice(0, end)) : null
}

/**
 * Loads a program: as it is built, when that is what the sources say, else the sources.
 * @param name its file in the build
 * @param sources them, when they are to be loaded
 */
export async function loadBuilt<Program>(name: string, sources: () => Promise<Program>): Promise<Program> {
  const build = findBuild()
  if (build === null) return sources()
  nameSources(pathToFileURL(build).href)
  return import(pathToFileURL(join(build, `${name}.js`)).href)
}

/**
 * Loads the server.
 * @param sources the sources in any case
 */
export function loadServer(sources: boolean): Promise<typeof import('./serve.ts')> {
  const itself = () => import('./serve.ts')
  return sources ? itself() : loadBuilt('serve', itself)
}
