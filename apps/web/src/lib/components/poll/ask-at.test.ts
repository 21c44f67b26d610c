import { expect, test } from 'vitest'
import { askAt, askedAt } from './ask-at.ts'

const read = (path: string) => askedAt(new URL(path, 'http://localhost').searchParams)

test('a move that is chosen in a report or a replay is the one that the board asks about', () => {
  const move = { session: '3Wk0_xVd-9QmA1b2C3d4E5', version: 17 }
  expect(askAt('AAAAAAAAAAAAAAAAAAAAAA', move)).toMatch(/^\/teach\/A{22}\/live\?/)
  expect(read(askAt('AAAAAAAAAAAAAAAAAAAAAA', move))).toEqual({ move })
})

test('an address without a move proposes what the class got wrong most, and one with nonsense likewise', () => {
  expect(read('/teach/a/live')).toBeNull()
  for (const path of ['?ask', '?ask=', '?ask=x.1', '?ask=3Wk0_xVd-9QmA1b2C3d4E5.0', '?ask=3Wk0_xVd-9QmA1b2C3d4E5'])
    expect(read(path)).toEqual({ move: null })
})
