import { expect, it } from 'vitest'
import { backFrom, signInAt } from './account.svelte.ts'

const at = (path: string) => new URL(path, 'https://woshou.example.org')

it.each(['/teach/abc/live?pair=3', '/wall/abc', '/teach/account#accounts'])(
  'comes back from signing in to %s',
  (page) => {
    expect(backFrom(at(signInAt(page)), '/teach')).toBe(page)
  },
)

it.each([
  'https://evil.example/teach',
  '//evil.example',
  '/\\evil.example',
  'javascript:alert(1)',
  'https://woshou.example.org.evil.example/',
  'http://woshou.example.org/teach',
])('goes to no other site after signing in, whatever the address says: %s', (to) => {
  expect(backFrom(at(signInAt(to)), '/teach')).toBe('/teach')
})
