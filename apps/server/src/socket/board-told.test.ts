import {
  type BoardNews,
  CLASS_EYES,
  type Class,
  NO_VOTES,
  pseudonym,
  sessionIdOf,
  type TilesNews,
} from '@woshou/classroom'
import { describe, expect, it } from 'vitest'
import { Lesson } from '../../../../packages/classroom/src/testing/lesson.ts'
import { BoardTold } from './board-told.ts'

const ID = 'C'.repeat(22)
const MOST = 20_000
/** A tile is some two hundred characters. */
const TILE = JSON.stringify('x'.repeat(200))

/** A lecture hall and the board of who teaches it. */
class Hall {
  readonly lesson: Lesson
  readonly told = new BoardTold()
  readonly away = new Set<string>()
  readonly messages: (BoardNews | TilesNews)[] = []
  readonly sizes: number[] = []

  constructor(students: number) {
    this.lesson = new Lesson(students)
  }

  get view() {
    const { classroom, now, people } = this.lesson
    const called = people.map(
      ({ cameAt, participant }, nth) =>
        [
          participant,
          { name: `学生 ${nth}`, pseudonym: pseudonym(nth), present: !this.away.has(participant), cameAt },
        ] as const,
    )
    const of: Class = { id: ID, classroom, people: new Map(called), votes: NO_VOTES, now }
    return CLASS_EYES.teacher(of)
  }

  /** Tells the next message. @returns false when there was none */
  next(): boolean {
    const rest = {
      version: this.lesson.classroom.version,
      now: this.lesson.now,
      code: null,
      link: null,
      right: 'owner',
    }
    const text = this.told.next(this.view, rest as never, MOST)
    if (text === null) return false
    this.sizes.push(Buffer.byteLength(text))
    this.messages.push(JSON.parse(text))
    return true
  }

  /** Tells all there is. @returns the messages */
  all(): (BoardNews | TilesNews)[] {
    const before = this.messages.length
    while (this.next() || this.told.more);
    return this.messages.slice(before)
  }

  tiles(round: number, pairs: readonly number[], tile = TILE): void {
    const tiles = pairs.map((pair) => ({ pair, session: sessionIdOf(ID, round, pair), now: 0, tile }))
    this.told.takeTiles({ type: 'tiles', round, tiles })
  }
}

const numbers = (most: number) => Array.from({ length: most }, (_, index) => index + 1)
const classNews = (messages: readonly (BoardNews | TilesNews)[]) =>
  messages.filter((message): message is BoardNews => message.type === 'class')
const tilesNews = (messages: readonly (BoardNews | TilesNews)[]) =>
  messages.filter((message): message is TilesNews => message.type === 'tiles')

describe('what a board is told', () => {
  it('is everything at first, and then only what is new', () => {
    const hall = new Hall(6)
    const [first] = classNews(hall.all())
    expect(first).toMatchObject({ whole: true, pairs: [] })
    expect(first?.people).toHaveLength(6)
    hall.lesson.now += 5_000
    expect(hall.all(), 'time alone is no news').toEqual([])
    hall.away.add(hall.lesson.people[2]?.participant ?? '')
    const [second, ...none] = classNews(hall.all())
    expect(none).toEqual([])
    expect(second?.people?.map(({ name, present }) => [name, present])).toEqual([['学生 2', false]])
    expect([second?.whole, second?.pairs]).toEqual([false, undefined])
    hall.lesson.people.splice(4, 1)
    expect(classNews(hall.all())).toMatchObject([{ whole: false, gone: [expect.stringMatching(/^student-0004/)] }])
  })

  it('has all pairs of another round, also those that are as in the round before', () => {
    const hall = new Hall(4)
    hall.lesson.start({ rotation: 'swap' })
    hall.all()
    hall.lesson.give({ type: 'close-round' })
    hall.lesson.start({ rotation: 'swap' })
    const news = classNews(hall.all())
    expect(news.at(-1)?.round?.round).toBe(2)
    expect(news.flatMap(({ pairs = [] }) => pairs.map(({ pair }) => pair))).toEqual([1, 2])
  })

  it('of five hundred pairs that begin a round comes in rations, none of it lost', () => {
    const hall = new Hall(1_000)
    hall.all()
    hall.sizes.length = 0
    hall.lesson.start()
    hall.tiles(1, numbers(500))
    const messages = hall.all()
    expect(Math.max(...hall.sizes)).toBeLessThan(MOST + 2_000)
    const news = classNews(messages)
    expect(news.flatMap(({ pairs = [] }) => pairs)).toHaveLength(500)
    expect(new Set(news.flatMap(({ people = [] }) => people.map(({ participant }) => participant))).size).toBe(1_000)
    expect(tilesNews(messages).flatMap(({ tiles }) => tiles)).toHaveLength(500)
    // all of them move at once, in a class that changes all the time
    hall.sizes.length = 0
    const seen: number[] = []
    for (let flush = 0; flush < 40; flush++) {
      if (flush === 0) hall.tiles(1, numbers(500), JSON.stringify('y'.repeat(200)))
      hall.lesson.give({ type: 'look-in', round: 1, pair: 1 + (flush % 2), on: true })
      hall.lesson.give({ type: 'look-in', round: 1, pair: 2 - (flush % 2), on: false })
      hall.next()
      const last = hall.messages.at(-1)
      if (last?.type === 'tiles') seen.push(...last.tiles.map(({ pair }) => pair))
    }
    expect(Math.max(...hall.sizes)).toBeLessThan(MOST + 2_000)
    expect(new Set(seen).size, 'a class that changes keeps no tile back').toBe(500)
    expect(classNews(hall.messages.slice(-10)).length, 'nor do tiles the class').toBeGreaterThan(3)
  })

  it('is all tiles at once to who comes in the middle of a round', () => {
    const hall = new Hall(1_000)
    hall.lesson.start()
    hall.next()
    hall.tiles(1, numbers(500))
    hall.next()
    expect(hall.messages).toMatchObject([{ type: 'class', whole: true }, { type: 'tiles' }])
    expect(tilesNews(hall.messages)[0]?.tiles).toHaveLength(500)
  })

  it('tells a tile that changed while it waited as it is then, and none of a round that is over', () => {
    const hall = new Hall(4)
    hall.lesson.start()
    hall.all()
    hall.tiles(1, [1, 2])
    hall.tiles(1, [1], '"newer"')
    expect(tilesNews(hall.all()).flatMap(({ tiles }) => tiles.map(({ pair, tile }) => [pair, tile]))).toEqual([
      [1, '"newer"'],
      [2, TILE],
    ])
    hall.tiles(1, [1, 2])
    hall.tiles(2, [1], '"next"')
    hall.tiles(1, [2], '"late"')
    expect(tilesNews(hall.all())).toMatchObject([{ round: 2, tiles: [{ pair: 1, tile: '"next"' }] }])
  })
})
