import { writeFileSync } from 'node:fs'
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
    await expect(fillShelf(folder.path)).rejects.toThrow(/mine\.json: field "title": expected .*, or take the file out/)
  })

  it.each([
    ['{ "id": ', /mine\.json: not JSON/],
    [JSON.stringify(SCENARIOS[0]), /mine\.json: the id "[a-z-]+" is in use/],
    ['[]', /mine\.json: .*expected/],
  ])('say what is wrong with %s', async (content, message) => {
    write('mine.json', content)
    await expect(fillShelf(folder.path)).rejects.toThrow(message)
  })

  it('say that the folder is missing', async () => {
    await expect(fillShelf(folder.file('nowhere'))).rejects.toThrow(/SCENARIO_DIR: .*nowhere can't be read/)
  })
})
