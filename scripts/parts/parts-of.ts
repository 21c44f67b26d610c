/** A file of a build of the web app. */
export interface Chunk {
  readonly file: string
  /** The module that is loaded by this file: a page, or what a page loads later; null for what others have in common. */
  readonly entry: string | null
  /** The name of its group in vite.config.ts, or what the bundler calls it. */
  readonly name: string
  /** Bytes, not packed. */
  readonly size: number
  /** Files that it cannot do without. */
  readonly imports: readonly string[]
  readonly modules: readonly string[]
}

export interface PartsOptions {
  /** Whether a file stays as it is: a group of vite.config.ts. */
  readonly kept: (chunk: Chunk) => boolean
  /** Whether a page's first view loads this entry, whatever the page. */
  readonly always: (entry: string) => boolean
  readonly page: (entry: string) => boolean
  /** Bytes that one request less is worth: its headers, its place in the queue, and a file more to compile. */
  readonly request: number
  /** Bytes by which the first view of a page may grow. */
  readonly growth: number
  /** Bytes of a first view that may grow at all. */
  readonly most: number
}

/** Some of what entries have in common, which is to be one file. */
interface Part {
  readonly modules: readonly string[]
  readonly size: number
  /** Entries that load it. */
  readonly loadedBy: Set<number>
  /** Parts that it cannot do without. */
  readonly needs: Set<number>
}

/**
 * Joins files that are loaded together, two and two, beginning with those whose joining spares most: a request of each entry
 * that loads both, less what entries load then without needing it, with all that this needs in turn. No first view grows by
 * more than it may, and no part comes to need itself.
 *
 * @param chunks a build in which nothing but groups that are kept has been joined: what the bundler found to be shared, and
 * by whom, after it has left out what nobody uses
 * @returns the modules of each part, those first that others need: a bundler that takes a group's modules with all that they
 * need finds it taken
 */
export function partsOf(chunks: readonly Chunk[], options: PartsOptions): readonly (readonly string[])[] {
  const { always, growth, kept, most, page, request } = options
  const numbers = new Map(chunks.map(({ file }, number) => [file, number]))
  const parts = new Map<number, Part>()
  for (const [number, { imports, modules, size }] of chunks.entries()) {
    const needs = new Set(imports.flatMap((file) => numbers.get(file) ?? []))
    parts.set(number, { modules, size, loadedBy: new Set(), needs })
  }
  const part = (number: number) => parts.get(number) as Part

  /** All that these need in turn, themselves left out. */
  function below(...from: readonly number[]): Set<number> {
    const found = new Set<number>()
    const rest = from.flatMap((number) => [...part(number).needs])
    for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
      if (found.has(next) || from.includes(next)) continue
      found.add(next)
      rest.push(...part(next).needs)
    }
    return found
  }

  const entries = chunks.flatMap(({ entry }, number) => (entry === null ? [] : [{ entry, number }]))
  for (const [at, { number }] of entries.entries())
    for (const one of [number, ...below(number)]) part(one).loadedBy.add(at)
  const common = entries.flatMap(({ entry }, at) => (always(entry) ? [at] : []))
  const views = entries.flatMap(({ entry }, at) => (page(entry) ? [new Set([...common, at])] : []))
  const room = views.map((view) => {
    const size = sum([...parts.values()].map((one) => (meet(view, one.loadedBy) ? one.size : 0)))
    return Math.max(0, Math.min(growth, most - size))
  })

  /** What joining two would spare, and how much more each part and view would load. */
  function look(a: number, b: number) {
    const loadedBy = new Set([...part(a).loadedBy, ...part(b).loadedBy])
    const needed = below(a, b)
    let spared = request * (part(a).loadedBy.size + part(b).loadedBy.size - loadedBy.size)
    for (const one of [a, b, ...needed]) spared -= part(one).size * missing(loadedBy, part(one).loadedBy)
    return { loadedBy, needed, spared }
  }

  const free = new Set(chunks.flatMap((chunk, number) => (chunk.entry === null && !kept(chunk) ? [number] : [])))
  const pairs: { readonly a: number; readonly b: number; readonly spared: number }[] = []
  const consider = (a: number, b: number) => {
    const { spared } = look(a, b)
    if (spared > 0) pairs.push({ a, b, spared })
  }
  for (const a of free) for (const b of free) if (a < b) consider(a, b)

  for (let number = chunks.length; pairs.length > 0; ) {
    const [best] = pairs.splice(bestOf(pairs), 1)
    if (!best || !free.has(best.a) || !free.has(best.b)) continue
    const { a, b } = best
    const { loadedBy, needed, spared } = look(a, b)
    if (spared <= 0) continue
    // others were joined meanwhile, and it is worth less now
    if (spared < best.spared) {
      pairs.push({ a, b, spared })
      continue
    }
    const circle = [...needed].some((one) => part(one).needs.has(a) || part(one).needs.has(b))
    const grown = views.map((view) =>
      !meet(view, loadedBy)
        ? 0
        : sum([a, b, ...needed].map((one) => (meet(view, part(one).loadedBy) ? 0 : part(one).size))),
    )
    if (circle || grown.some((bytes, view) => bytes > 0 && bytes > (room[view] ?? 0))) continue
    for (const [view, bytes] of grown.entries()) room[view] = (room[view] ?? 0) - bytes
    for (const one of needed) for (const entry of loadedBy) part(one).loadedBy.add(entry)
    const [first, second] = [part(a), part(b)]
    const needs = new Set([...first.needs, ...second.needs])
    for (const one of [a, b]) {
      needs.delete(one)
      parts.delete(one)
      free.delete(one)
    }
    const modules = [...first.modules, ...second.modules]
    parts.set(number, { modules, size: first.size + second.size, loadedBy, needs })
    for (const other of parts.values())
      if ([other.needs.delete(a), other.needs.delete(b)].includes(true)) other.needs.add(number)
    for (const other of free) consider(other, number)
    free.add(number++)
  }

  const ordered = new Set<number>()
  const place = (number: number) => {
    if (ordered.has(number)) return
    for (const needed of below(number)) if (!below(needed).has(number)) place(needed)
    ordered.add(number)
  }
  for (const number of free) place(number)
  return [...ordered].filter((number) => free.has(number)).map((number) => part(number).modules.toSorted())
}

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0)

const missing = (wanted: ReadonlySet<number>, there: ReadonlySet<number>) => {
  let count = 0
  for (const one of wanted) if (!there.has(one)) count++
  return count
}

const meet = (some: ReadonlySet<number>, others: ReadonlySet<number>) => missing(some, others) < some.size

function bestOf(pairs: readonly { readonly spared: number }[]): number {
  let best = 0
  for (const [at, { spared }] of pairs.entries()) if (spared > (pairs[best]?.spared ?? 0)) best = at
  return best
}
