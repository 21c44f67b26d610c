import { expect, test } from 'vitest'
import { freeStudents } from './free-students.ts'

const seat = (participant: string | null) => ({ participant, name: participant })
const pair = (number: number, client: string | null, server: string | null, network?: string) => ({
  pair: number,
  client: seat(client),
  server: seat(server),
  network: network === undefined ? null : { participant: network, name: network },
})
const person = (participant: string, present = true) => ({ participant, name: participant, present })

test('a seat is offered to who has none, and to who plays with a bot; nobody is taken away from a partner or a pair', () => {
  const pairs = [pair(1, 'a', 'b'), pair(2, 'c', 'd', 'e'), pair(3, 'f', null), pair(4, null, 'g'), pair(5, 'h', null)]
  const people = [...'abcdefgh'].map((one) => person(one)).concat(person('late'), person('gone', false))
  const namesFor = (number: number) => {
    const own = pairs.find((one) => one.pair === number) ?? expect.fail()
    return freeStudents(own, pairs, people).map(({ name }) => name)
  }
  expect(namesFor(1)).toEqual(['late', 'f', 'g', 'h'])
  // who sits in the pair already is not offered to it
  expect(namesFor(3)).toEqual(['late', 'g', 'h'])
})
