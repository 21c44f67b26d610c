import * as v from 'valibot'
import { beforeEach, expect, test } from 'vitest'
import { StoredList } from './stored-list.svelte.ts'

const Schema = v.object({ name: v.string() })

beforeEach(() => {
  localStorage.clear()
})

test('an entry that is damaged costs itself alone', () => {
  localStorage.setItem('woshou:names', '[{"name":"Mei"},{"name":7},null,{"name":"Jonas"}]')
  expect(new StoredList('names', Schema).all).toEqual([{ name: 'Mei' }, { name: 'Jonas' }])
})

test('what another tab has stored is there once it is heard of, and read before that', () => {
  const list = new StoredList('names', Schema)
  localStorage.setItem('woshou:names', '[{"name":"Mei"}]')
  expect([list.all, list.read()]).toEqual([[], [{ name: 'Mei' }]])
  dispatchEvent(new StorageEvent('storage', { key: 'woshou:others' }))
  expect(list.all).toEqual([])
  dispatchEvent(new StorageEvent('storage', { key: 'woshou:names' }))
  expect(list.all).toEqual([{ name: 'Mei' }])
  localStorage.clear()
  dispatchEvent(new StorageEvent('storage', { key: null }))
  expect(list.all).toEqual([])
})
