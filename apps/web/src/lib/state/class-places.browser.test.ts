import { beforeEach, expect, test } from 'vitest'
import { ClassPlaces } from './class-places.svelte.ts'

const place = {
  class: 'c'.repeat(22),
  participant: 'p'.repeat(22),
  token: 't'.repeat(22),
  name: 'Mei',
  pseudonym: { en: 'Amber 12', 'zh-CN': '琥珀 12' },
}

beforeEach(() => {
  localStorage.clear()
})

test('a place is found again after a reload, and is one for each class', () => {
  new ClassPlaces().keep(place)
  new ClassPlaces().keep({ ...place, token: 'u'.repeat(22), name: 'Jonas' })
  expect(new ClassPlaces().all).toHaveLength(1)
  expect(new ClassPlaces().find(place.class)).toMatchObject({ name: 'Jonas', token: 'u'.repeat(22) })
})

test('why it was lost is known after a reload, until the student comes in again', () => {
  const places = new ClassPlaces()
  places.keep(place)
  places.lose(place.class, 'x'.repeat(22), 'barred')
  expect(places.find(place.class)?.lost).toBeUndefined()
  places.lose(place.class, place.token, 'removed')
  expect(new ClassPlaces().find(place.class)?.lost).toBe('removed')
  places.keep(place)
  expect(new ClassPlaces().find(place.class)?.lost).toBeUndefined()
})

test.each(['', '{', 'null', '42', '[null, {"class":"x"}]'])(
  'storage damaged to %j costs no more than itself',
  (text) => {
    localStorage.setItem('woshou:classes', text)
    expect(new ClassPlaces().all).toEqual([])
  },
)
