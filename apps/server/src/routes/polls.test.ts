import { type ClassReport, ProposalListSchema, ReportSchema } from '@woshou/classroom/api'
import * as v from 'valibot'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ClassTeacher } from '../testing/class-teacher.ts'
import { DemoClass } from '../testing/demo-class.ts'
import { startServer, type TestServer } from '../testing/start-server.ts'

// a real server, with phones as browsers are

let server: TestServer
let teacher: ClassTeacher
let id: string
let demo: DemoClass
beforeAll(async () => {
  server = await startServer()
  const token = (await server.app.setUpLink())?.split('#')[1] ?? expect.fail('there is an account')
  teacher = await ClassTeacher.setUp(server.url, token)
  const opened = await teacher.openClass('Twelve')
  id = opened.class
  await teacher.command(id, { type: 'open-doors' })
  demo = new DemoClass({
    url: server.url,
    code: opened.code,
    students: 24,
    seed: 5,
    haste: 0.05,
    comeWithin: 0,
    stay: true,
  })
  await demo.begin()
})
afterAll(async () => {
  demo.close()
  await server.close()
})

const get = async (path: string) => {
  const answer = await fetch(server.url + path, { headers: { cookie: teacher.cookie } })
  return { status: answer.status, body: (await answer.json()) as { readonly code?: string } }
}
const questions = async (query = '') => {
  const { body, status } = await get(`/api/classes/${id}/questions${query}`)
  return { status, body, proposals: status === 200 ? v.parse(ProposalListSchema, body) : [] }
}

describe('a class of simulated students', () => {
  it('is asked what it got wrong while it plays, votes twice, and its results stay in the report', async () => {
    expect((await questions()).proposals).toEqual([])
    const board = await teacher.board(id)
    const wall = await teacher.wall(id)
    await teacher.command(id, { type: 'start-round', scenario: 'three-way-handshake', pace: 0.1 })
    // some play rightly to the end, and those who make one mistake over and over have made it
    await wall.until(() => (wall.news?.done ?? 0) >= 3)
    const { proposals } = await questions()
    const [first = expect.fail('nobody was wrong')] = proposals
    expect(first.move).toEqual({ session: first.session, version: first.version })
    const numbers = proposals.map(({ students }) => students)
    expect(numbers).toEqual([...numbers].sort((a, b) => b - a))
    // one of them by hand
    const last = proposals.at(-1) ?? first
    const byHand = await questions(`?session=${last.session}&version=${last.version}`)
    expect(byHand.proposals).toHaveLength(1)
    expect(byHand.proposals[0]).toMatchObject({ session: last.session, version: last.version, role: last.role })

    await teacher.command(id, { type: 'open-poll', move: first.move })
    await board.until(() => board.news?.poll)
    expect(board.news?.poll?.question).toMatchObject({ session: first.session, version: first.version })
    // some do not vote, and nobody waits for them
    await wall.until(() => (wall.news?.poll?.voted ?? 0) > 6)
    expect(JSON.stringify(wall.news?.poll)).not.toContain('"rule"')
    expect(wall.news?.shown).toEqual({ kind: 'poll' })
    await teacher.command(id, { type: 'close-ballot' })
    await board.until(() => board.news?.poll?.phase === 'talk')
    expect(['explain', 'talk', 'go-on']).toContain(board.news?.poll?.advice)
    await teacher.command(id, { type: 'open-second-ballot' })
    await wall.until(() => wall.news?.poll?.phase === 'second-ballot' && wall.news.poll.voted > 6)
    expect((await report()).polls).toEqual([])
    await teacher.command(id, { type: 'close-ballot' })
    await teacher.command(id, { type: 'reveal' })
    const revealed = await wall.until(() => wall.news?.poll?.revealed)
    const [asked] = (await report()).polls
    const { changedFromRight, changedToRight, right, rule, voted } = revealed
    expect(asked).toMatchObject({ poll: 1, changedFromRight, changedToRight, right, rule, voted })
    expect(rule).toBe(first.rule)
    board.close()
    wall.close()
  }, 60_000)

  it('says which part of a wish for a question is wrong, and that there is nothing to ask there', async () => {
    const [one] = (await questions()).proposals
    for (const query of [
      '?session=nothing&version=1',
      `?session=${one?.session}`,
      `?session=${one?.session}&version=0`,
    ])
      expect((await questions(query)).status, query).toBe(400)
    const nowhere = await questions(`?session=${'N'.repeat(22)}&version=3`)
    expect([nowhere.status, nowhere.body.code]).toEqual([404, 'not-found'])
    expect((await questions(`?session=${one?.session}&version=1`)).status).toBe(404)
  })
})

async function report(): Promise<ClassReport> {
  return v.parse(ReportSchema, (await get(`/api/classes/${id}/report`)).body)
}
