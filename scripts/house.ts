// Draws the house: the rooms of every package and application, and which of them import which, as the sources have it.
//
//     npm run house              prints it
//     npm run house -- --write   and puts it into ARCHITECTURE.md, where house.test.ts expects it
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, posix, relative, sep } from 'node:path'

const root = join(import.meta.dirname, '..')

/** The storeys, the lowest first: where each keeps its rooms, and what others call it. */
const STOREYS = [
  { folder: 'packages/protocol/src', name: '@woshou/protocol' },
  { folder: 'packages/session/src', name: '@woshou/session' },
  { folder: 'packages/classroom/src', name: '@woshou/classroom' },
  { folder: 'packages/capture/src', name: '@woshou/capture' },
  { folder: 'apps/server/src', name: '@woshou/server' },
  { folder: 'apps/web/src', name: '@woshou/web' },
] as const
type Storey = (typeof STOREYS)[number]

const SOURCE = /\.(ts|svelte)$/

/** Tests look into every room; what is generated is nobody's. */
const ASIDE =
  /\.(test|contract|test-support)\.(ts|svelte)$|(^|\/)(testing|conformance|generated|paraglide|service-worker)\//

/** The rooms of one storey, each with those that it imports from, and the storeys below that are used. */
export interface Drawing {
  readonly folder: string
  readonly below: readonly string[]
  /** The lowest first. */
  readonly rooms: readonly { readonly name: string; readonly uses: readonly string[] }[]
  /** Rooms that, one after the other, import each other; empty in a house that stands. */
  readonly circle: readonly string[]
}

/** Draws every storey from its imports, those of types included. */
export function house(): readonly Drawing[] {
  return STOREYS.map(draw)
}

function draw(storey: Storey): Drawing {
  const arrows = new Map<string, Set<string>>()
  const below = new Set<string>()
  for (const file of sourcesOf(storey)) {
    const room = roomOf(file)
    const uses = arrows.get(room) ?? new Set()
    arrows.set(room, uses)
    for (const specifier of importsOf(join(root, storey.folder, file))) {
      const other = STOREYS.find(({ name }) => specifier === name || specifier.startsWith(`${name}/`))
      if (other && other !== storey) below.add(other.folder)
      const target = targetOf(specifier, file)
      if (target !== null && SOURCE.test(target) && !ASIDE.test(target) && roomOf(target) !== room)
        uses.add(roomOf(target))
    }
  }
  // an index is a storey's door: it shows every room, and no room goes through it
  arrows.delete(DOOR)
  return {
    folder: storey.folder,
    below: STOREYS.flatMap(({ folder }) => (below.has(folder) ? [folder] : [])),
    ...sorted(arrows),
  }
}

const DOOR = 'index.ts'

function sourcesOf({ folder }: Storey): readonly string[] {
  const found = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
  return found
    .filter((entry) => entry.isFile() && SOURCE.test(entry.name))
    .map((entry) => relative(join(root, folder), join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((file) => !ASIDE.test(file))
    .sort()
}

/** What a file imports, as it is written there. */
const importsOf = (path: string): readonly string[] =>
  [...readFileSync(path, 'utf8').matchAll(/\b(?:from|import)\s*\(?\s*'([^']+)'/g)].map(
    ([, specifier]) => specifier ?? '',
  )

/** The file of the same storey that an import names; null for any other. */
function targetOf(specifier: string, file: string): string | null {
  if (specifier.startsWith('#lib/')) return `lib/${specifier.slice('#lib/'.length)}`
  if (!specifier.startsWith('.')) return null
  const target = posix.join(dirname(file).split(sep).join('/'), specifier)
  return target.startsWith('..') ? null : target
}

/** A folder is a room, and one of `lib` as well; a file beside them is one by itself. */
function roomOf(file: string): string {
  const [first = '', second = '', third] = file.split('/')
  return first === 'lib' && third !== undefined ? `lib/${second}` : first
}

/** The lowest first: a room comes when all that it uses have come. What is left then goes in a circle. */
function sorted(arrows: ReadonlyMap<string, ReadonlySet<string>>): Pick<Drawing, 'rooms' | 'circle'> {
  const left = new Map([...arrows].sort(([a], [b]) => (a < b ? -1 : 1)))
  const rooms: { name: string; uses: readonly string[] }[] = []
  for (;;) {
    const free = [...left].filter(([, uses]) => ![...uses].some((used) => left.has(used)))
    if (free.length === 0) return { rooms, circle: [...left.keys()] }
    for (const [name, uses] of free) {
      const order = rooms.map((room) => room.name)
      rooms.push({ name, uses: [...uses].sort((a, b) => order.indexOf(a) - order.indexOf(b)) })
    }
    for (const [name] of free) left.delete(name)
  }
}

/** The house as text. */
export const drawn = (): string =>
  house()
    .map(({ below, circle, folder, rooms }) => {
      const width = Math.max(...rooms.map(({ name }) => name.length))
      const lines = rooms.map(({ name, uses }) =>
        `  ${name.padEnd(width)}${uses.length > 0 ? ` → ${uses.join(' ')}` : ''}`.trimEnd(),
      )
      const stands = below.length > 0 ? ` → ${below.map((one) => one.replace(/\/src$/, '')).join(', ')}` : ''
      const broken = circle.length > 0 ? [`  a circle: ${circle.join(' ')}`] : []
      return [`${folder.replace(/\/src$/, '')}${stands}`, ...lines, ...broken].join('\n')
    })
    .join('\n\n')

const DOCUMENT = join(root, 'ARCHITECTURE.md')
const PLACE = /(?<=<!-- drawn by `npm run house -- --write` -->\n```\n)[^`]*(?=```)/

/** The drawing that stands in ARCHITECTURE.md. */
export const documented = (): string => PLACE.exec(readFileSync(DOCUMENT, 'utf8'))?.[0].trimEnd() ?? ''

if (import.meta.main) {
  const text = drawn()
  console.log(text)
  if (process.argv.includes('--write'))
    writeFileSync(
      DOCUMENT,
      readFileSync(DOCUMENT, 'utf8').replace(PLACE, () => `${text}\n`),
    )
}
