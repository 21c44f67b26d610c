import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SEATS, VIEWERS } from '../facts/role.ts'
import { OLDEST_PROTOCOL } from '../talk/protocol-mismatch.ts'
import { PROTOCOL } from '../talk/protocol-number.ts'
import { EYES } from './eyes.ts'

const repository = join(import.meta.dirname, '../../../..')

/** A viewer that is no end, compared with, however that is written. */
const NAMED = `(["'\`](network|observer)["'\`])`
const COMPARED = new RegExp(
  [
    `[!=]==?\\s*${NAMED}`,
    `${NAMED}( as \\w+)?\\s*[!=]==?`,
    `case\\s+${NAMED}`,
    `${NAMED} in `,
    `(Object\\.is|startsWith|indexOf|includes)\\([^()]*${NAMED}`,
    `${NAMED}[^[\\]]*\\]( as const\\))?\\.(includes|indexOf|some)\\(`,
  ].join('|'),
)

test.each([
  "if (viewer === 'network')",
  'class:wire={seat != "observer"}',
  "'network' as Viewer === of",
  "case 'observer':",
  "(['network', 'observer'] as const).includes(of)",
  "Object.is(viewer, 'network')",
  "'network' in rows",
])('sees that this asks which viewer it is: %s', (line) => {
  expect(line).toMatch(COMPARED)
})

test('nobody asks which viewer it is: what differs between them stands in their rows', () => {
  const sources = globSync('{{packages,apps}/*/{src,bench,judge,conformance},bench/src,e2e,scripts}/**/*.{ts,svelte}', {
    cwd: repository,
  }).filter((path) => !/\.test\.|[\\/](generated|paraglide)[\\/]/.test(path))
  expect(sources.length).toBeGreaterThan(300)
  const asking = sources.flatMap((path) =>
    readFileSync(join(repository, path), 'utf8')
      .split('\n')
      .flatMap((line, index) => (COMPARED.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  )
  expect(asking).toEqual([])
})

test('every protocol that somebody still speaks is that of a row, and the newest is what this build speaks', () => {
  const numbers = VIEWERS.map((viewer) => EYES[viewer].protocol)
  expect(Math.max(...numbers)).toBe(PROTOCOL)
  expect(Math.min(...numbers)).toBe(OLDEST_PROTOCOL)
})

test('who plays an end, meddles with the wire or merely watches is one of them', () => {
  for (const viewer of VIEWERS) {
    const { meddles, plays, seesMore } = EYES[viewer]
    expect(plays === null || plays === viewer).toBe(true)
    expect(plays !== null || meddles, viewer).toBe((SEATS as readonly string[]).includes(viewer))
    expect(seesMore, 'who sees more than an end plays none').toBe(plays === null)
  }
})
