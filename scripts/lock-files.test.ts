import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

interface Locked {
  readonly resolved?: string
  readonly link?: boolean
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const root = join(import.meta.dirname, '..')

const packagesOf = (file: string) =>
  (JSON.parse(readFileSync(join(root, file), 'utf8')) as { packages: Record<string, Locked> }).packages

/** Whether Node's look-up finds `name` from a package at `path`, in this lock file. */
function isLocked(packages: Readonly<Record<string, Locked>>, path: string, name: string): boolean {
  if (packages[`${path && `${path}/`}node_modules/${name}`]) return true
  if (path === '') return false
  return isLocked(packages, path.slice(0, Math.max(0, path.lastIndexOf('node_modules/') - 1)), name)
}

test.each(['package-lock.json', 'bench/package-lock.json'])('%s names no registry address', (file) => {
  const named = Object.entries(packagesOf(file)).filter(([, { link, resolved }]) => !link && resolved)
  expect(named.map(([path]) => path)).toEqual([])
})

// npm leaves out what the registry lacked, or what an older node_modules lacked, and `npm ci` then fails elsewhere
test.each(['package-lock.json', 'bench/package-lock.json'])('%s holds every platform’s packages', (file) => {
  const packages = packagesOf(file)
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !isLocked(packages, path, name))
      .map((name) => `${path}: ${name}`),
  )
  expect(missing).toEqual([])
})
