import { parseTile, type Standing, standing, ThinkingTimes } from '@woshou/classroom'
import { ROLES } from '@woshou/session'
import { afterEach, expect, it, vi } from 'vitest'
import { type ClassBoard, ClassTeacher } from '../../testing/class-teacher.ts'
import { DemoClass } from '../../testing/demo-class.ts'
import { MovedClock } from '../../testing/moved-clock.ts'
import { startServer, type TestServer } from '../../testing/start-server.ts'

let server: TestServer
let demo: DemoClass | null = null
const screens: { close(): void }[] = []

afterEach(async () => {
  demo?.close()
  for (const screen of screens.splice(0)) screen.close()
  vi.restoreAllMocks()
  await server.close()
})

/** How each seat stands by what a board has been told, as `session/role`. */
function standingsOn({ tiles }: ClassBoard, times: ThinkingTimes): Map<string, Standing> {
  const told = [...tiles.values()].flatMap((one) => ({ ...one, parsed: parseTile(one.tile) ?? expect.fail(one.tile) }))
  for (const { pair, parsed } of told) times.take(pair, parsed)
  const nowOf = (pair: number) => {
    const { at = 0, now = 0 } = tiles.get(pair) ?? {}
    return now + performance.now() - at
  }
  return new Map(
    told.flatMap(({ pair, parsed, session }) =>
      ROLES.map((role) => {
        const median = () => times.median(pair, role, nowOf)
        return [`${session}/${role}`, standing(parsed, role, nowOf(pair), median)] as const
      }),
    ),
  )
}

it('of sixty simulated students with eight planted who need help a board says those eight are stuck, and no other', async () => {
  const clock = new MovedClock()
  server = await startServer()
  const token = (await server.app.setUpLink())?.split('#')[1] ?? expect.fail('there is an account')
  const teacher = await ClassTeacher.setUp(server.url, token)
  const { class: id, code } = await teacher.openClass('Sixty')
  await teacher.command(id, { type: 'open-doors' })
  const watching = await teacher.board(id)
  const wall = await teacher.wall(id)
  screens.push(watching, wall)
  const simulated = new DemoClass({
    url: server.url,
    code,
    students: 60,
    seed: 3,
    haste: 0.3,
    comeWithin: 0,
    stay: true,
  })
  demo = simulated
  await simulated.begin()
  expect(simulated.planted).toBe(8)

  const times = new ThinkingTimes()
  const everStuck = new Set<string>()
  const take = () => {
    const standings = standingsOn(watching, times)
    for (const [seat, { kind }] of standings) if (kind === 'stuck') everStuck.add(seat)
    return [...standings].filter(([, { kind }]) => kind === 'stuck').map(([seat]) => seat)
  }
  watching.heard = () => take()
  await teacher.command(id, { type: 'start-round', scenario: 'three-way-handshake', pace: 0.1 })
  // those who make the same mistake, or have been told the answer twice, by then; the others have played to the end
  const done = () => [...watching.tiles.values()].filter(({ tile }) => parseTile(tile)?.ended).length
  await watching.until(() => done() === 22 && take().length === 6)
  // the wall tells how many are done, and nothing of any other pair
  await wall.until(() => wall.news?.done === 22)
  expect(wall.tiles.size).toBe(0)
  // and those who do nothing at all after a minute and a half
  clock.move(95_000)
  expect(take().sort()).toEqual([...simulated.needy].sort())
  expect([...everStuck].sort()).toEqual([...simulated.needy].sort())
  const causes = [...standingsOn(watching, times).values()].flatMap((one) => (one.kind === 'stuck' ? one.causes : []))
  expect(new Set(causes.map(({ cause }) => cause))).toEqual(new Set(['answers', 'same-rule', 'long']))
})
