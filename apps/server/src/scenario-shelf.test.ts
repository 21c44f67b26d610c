import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SCENARIOS } from '@woshou/session/scenarios'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fillShelf } from './scenario-shelf.ts'
import { TemporaryFolder } from './testing/temporary-folder.ts'

let folder: TemporaryFolder
beforeEach(() => {
  folder = new TemporaryFolder()
})
afterEach(() => folder[Symbol.dispose]())

const own = () => ({ ...SCENARIOS[0], id: 'of-my-own' })
const write = (name: string, content: unknown) =>
  writeFileSync(folder.file(name), typeof content === 'string' ? content : JSON.stringify(content))

describe('scenarios', () => {
  it('are the built-in ones', async () => {
    expect([...(await fillShelf(null)).keys()]).toEqual(SCENARIOS.map(({ id }) => id))
  })

  it('are those of a teacher’s folder too', async () => {
    write('mine.json', own())
    write('notes.txt', 'not a scenario')
    expect((await fillShelf(folder.path)).get('of-my-own')?.id).toBe('of-my-own')
  })

  it('stop the server with file, field and remedy when one of the folder’s is wrong', async () => {
    const { title: _title, ...untitled } = own()
    write('mine.json', untitled)
    await expect(fillShelf(folder.path)).rejects.toThrow(
      /mine\.json: field "title": is missing\. .*, or take the file out/,
    )
  })

  const { old: _old, ...link } = SCENARIOS[0]?.link ?? {}
  const surfacing = { from: 'client', flags: [], seq: 1, after: 'start' }

  it.each([
    ['what is no JSON', '{ "id": ', /mine\.json: not JSON/],
    ['an id that is in use', JSON.stringify(SCENARIOS[0]), /mine\.json: the id "[a-z-]+" is in use/],
    ['a list', '[]', /mine\.json: field "id": is missing\./],
    [
      'a misspelt field',
      JSON.stringify({ ...own(), titel: {} }),
      /field "titel": there is no such field; remove it, or correct its name\./,
    ],
    [
      'an id with capitals',
      JSON.stringify({ ...own(), id: 'Of My Own' }),
      /field "id": expected lower-case words joined by hyphens, received/,
    ],
    ['too small a number', JSON.stringify({ ...own(), msl: 0 }), /field "msl": expected >=1, received 0\./],
    ['a prototype', JSON.stringify(own()).replace('{', '{"__proto__":{"id":"x"},'), /field "__proto__": there is no/],
    ['an abyss', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, /mine\.json: field "id": is missing\./],
    [
      'more than anybody plays',
      JSON.stringify({ ...own(), link: { ...link, old: Array(101).fill(surfacing) } }),
      /field "link\.old": expected at most 100 entries/,
    ],
  ])('say what is wrong with %s', async (_, content, message) => {
    write('mine.json', content)
    await expect(fillShelf(folder.path)).rejects.toThrow(message)
  })

  it('refuse what two correct ends could not finish, and say where they come to rest', async () => {
    const lost = { latency: 10, faults: [{ from: 'client', match: 'SYN', do: 'drop' }] }
    write('mine.json', { ...own(), link: lost })
    await expect(fillShelf(folder.path)).rejects.toThrow(
      /mine\.json: field "goal": .* client in SYN-SENT and the server in LISTEN.* "retransmission"/,
    )
    write('mine.json', { ...own(), link: lost, timers: ['retransmission'] })
    expect((await fillShelf(folder.path)).has('of-my-own')).toBe(true)
  })

  it('may be written after the example in docs/scenarios.md', async () => {
    const guide = readFileSync(join(import.meta.dirname, '../../../docs/scenarios.md'), 'utf8')
    const [, example = ''] = /```json\n(.*?)```/s.exec(guide) ?? []
    write('late-answer.json', example)
    expect((await fillShelf(folder.path)).get('late-answer')?.link.faults).toHaveLength(1)
  })

  it('say that the folder is missing', async () => {
    await expect(fillShelf(folder.file('nowhere'))).rejects.toThrow(/SCENARIO_DIR: .*nowhere can't be read/)
  })
})
