import { beforeEach, expect, test } from 'vitest'
import { OwnVotes } from './own-votes.svelte.ts'
import { askedPoll as poll } from './testing/asked-poll.ts'

beforeEach(() => localStorage.clear())

/** A phone, whose connection is there or not, and what it has said. */
function phone(connected = true) {
  const said: unknown[] = []
  const line = { connected, said }
  const votes = new OwnVotes('class', (vote) => {
    if (line.connected) said.push(vote)
    return line.connected
  })
  return { line, said, votes }
}

test('a vote is said at once, shown as one’s own, and no longer kept when it is counted', () => {
  const { said, votes } = phone()
  votes.hear(poll(), true)
  votes.cast(2)
  expect(said).toEqual([{ poll: 1, ballot: 1, choice: 2 }])
  expect(votes.mine).toEqual([2, null])
  expect(votes.unconfirmed).toBe(2)
  votes.hear(poll({ mine: [2, null] }), false)
  expect(votes.unconfirmed).toBeNull()
  expect(votes.mine).toEqual([2, null])
})

test('a change of mind stands, though the answer to the vote before comes after it', () => {
  const { said, votes } = phone()
  votes.hear(poll(), true)
  votes.cast(0)
  votes.cast(1)
  votes.hear(poll({ mine: [0, null] }), false)
  expect(votes.mine).toEqual([1, null])
  // and it is not said a third time while it is on its way
  expect(said).toHaveLength(2)
  votes.hear(poll({ mine: [1, null] }), false)
  expect(votes.unconfirmed).toBeNull()
})

test('one without a connection is kept, through a reload too, and said when there is one again', () => {
  const before = phone()
  before.votes.hear(poll(), true)
  before.line.connected = false
  before.votes.cast(3)
  expect(before.said).toEqual([])
  const after = phone()
  expect(after.votes.unconfirmed).toBe(3)
  after.votes.hear(poll(), true)
  expect(after.said).toEqual([{ poll: 1, ballot: 1, choice: 3 }])
  after.votes.hear(poll({ mine: [3, null] }), false)
  expect(phone().votes.unconfirmed).toBeNull()
})

test('one whose ballot is closed meanwhile is not said in the next one, and its student is told', () => {
  const { line, said, votes } = phone()
  votes.hear(poll({ mine: [1, null] }), true)
  line.connected = false
  votes.cast(3)
  line.connected = true
  votes.hear(poll({ phase: 'talk', ballot: null, mine: [1, null] }), true)
  expect(votes.late).toBe(3)
  expect(votes.mine).toEqual([1, null])
  votes.hear(poll({ phase: 'second-ballot', ballot: 2, mine: [1, null] }), false)
  expect(votes.late).toBeNull()
  expect(said).toEqual([])
})

test('a vote of another poll is nobody’s', () => {
  const { votes } = phone(false)
  votes.hear(poll(), true)
  votes.cast(0)
  const next = phone()
  next.votes.hear(poll({ poll: 2 }), true)
  expect(next.votes.unconfirmed).toBeNull()
  expect(next.votes.mine).toEqual([null, null])
  expect(next.votes.late).toBeNull()
  expect(next.said).toEqual([])
})

test('nothing is cast while no ballot is open', () => {
  const { said, votes } = phone()
  votes.hear(poll({ phase: 'talk', ballot: null }), true)
  votes.cast(1)
  expect(said).toEqual([])
  expect(votes.unconfirmed).toBeNull()
})
