import { SCENARIOS } from '@woshou/session/scenarios'
import { SoloSession } from '@woshou/session/solo'
import { beforeEach, expect, test, vi } from 'vitest'
import { type Solo, Solos } from './solos.svelte.ts'

beforeEach(() => localStorage.clear())

const id = (index: number) => String(index).padStart(22, 'a')

function made(index: number): { solo: Solo; record: SoloSession['record'] } {
  const [scenario] = SCENARIOS
  if (!scenario) throw new Error('no scenario')
  const names = { client: 'Lin', server: 'Mei' }
  const wish = { scenario, role: 'client', character: 'flawed', level: 'coached', pace: 1, seed: 1, names } as const
  const { record } = SoloSession.start({ ...wish, createdAt: index })
  const title = { en: 'A', 'zh-CN': '甲' }
  const solo: Solo = {
    ...{ id: id(index), role: 'client', character: 'flawed', title, question: null },
    ...{ createdAt: index, ended: null, stored: null },
  }
  return { solo, record }
}

test('what is kept is there again after a reload, and goes on', () => {
  const { record, solo } = made(1)
  expect(new Solos().keep(solo, record)).toBe(true)
  const again = new Solos()
  expect(again.find(solo.id)).toEqual(solo)
  const stored = again.record(solo.id)
  expect(stored && SoloSession.resume(stored).session.unjudged).toBe('server')
  again.noteStored(solo.id, id(9))
  expect(new Solos().find(solo.id)?.stored).toBe(id(9))
})

test('the oldest are forgotten, with their logs, when there are more than twenty', () => {
  const solos = new Solos()
  for (let index = 1; index <= 23; index++) solos.keep(made(index).solo, made(index).record)
  expect(solos.all).toHaveLength(20)
  expect(solos.all[0]?.id).toBe(id(23))
  expect(solos.record(id(3))).toBeNull()
  expect(solos.record(id(4))).not.toBeNull()
})

test('when the browser has no room, older sessions make some; and it says when that is not enough', () => {
  const solos = new Solos()
  for (const index of [1, 2]) solos.keep(made(index).solo, made(index).record)
  let room = 1
  const set = Storage.prototype.setItem
  const full = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(function (this: Storage, key, value) {
    if (key.startsWith('woshou:solo:') && solos.all.length > room) throw new DOMException('full', 'QuotaExceededError')
    set.call(this, key, value)
  })
  expect(solos.keep(made(3).solo, made(3).record)).toBe(true)
  expect(solos.all.map((solo) => solo.id)).toEqual([id(3)])
  room = 0
  expect(solos.keep(made(3).solo, made(3).record)).toBe(false)
  full.mockRestore()
})

test('damage in storage costs one entry, and nothing throws', () => {
  const { record, solo } = made(1)
  new Solos().keep(solo, record)
  localStorage.setItem('woshou:solos', JSON.stringify([solo, { id: 'x' }, null]))
  localStorage.setItem(`woshou:solo:${solo.id}`, '{"log":')
  expect(new Solos().all).toHaveLength(1)
  expect(new Solos().record(solo.id)).toBeNull()
})
