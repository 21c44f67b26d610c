import fc from 'fast-check'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { type EventLog, joinedText, type LogEvent, PAGE, readInPages } from './event-log.ts'
import { drawToken } from './seat-token.ts'

/** A log that has been begun. */
interface Begun<Event> {
  readonly id: string
  readonly events: readonly Event[]
}

/** Logs of one kind in one storage, and how to make what they hold. */
export interface Logs<Event extends LogEvent, Beside> {
  readonly log: EventLog<Event, Beside>
  /** Another server's over the same storage. */
  readonly elsewhere: EventLog<Event, Beside>
  /** Makes a log, with the events with which such logs begin, if any. */
  begin(): Promise<Begun<Event>>
  /** @param at by the version where it is left out */
  event(version: number, text: string, at?: number): Event
  /** A row that can be stored once beside events of one log, and whether it is. */
  beside(log: string): { readonly row: Beside; stands(): Promise<boolean> }
}

// each commit waits for a disk that others write to as well
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

const refused = { ok: false, conflict: true }

/** What every log must do, whatever its events. Each implementation is handed to it by storages.test.ts. */
export function describeEventLog<Event extends LogEvent, Beside>(
  name: string,
  open: () => Promise<Logs<Event, Beside>>,
): void {
  describe(name, () => {
    let logs: Logs<Event, Beside>
    beforeAll(async () => {
      logs = await open()
    })

    /** A new log, its events, and the version that comes next. */
    async function begun() {
      const { id, events } = await logs.begin()
      return { log: id, events, next: events.length + 1 }
    }

    const some = (from: number, count: number, text = 'some') =>
      Array.from({ length: count }, (_, index) => logs.event(from + index, text))

    it('gives back what was appended, in order', async () => {
      const { log, events, next } = await begun()
      const more = [logs.event(next, 'é握手🙂-"quoted"'), logs.event(next + 1, 'plain')]
      expect(await logs.log.append({ log, events: more })).toEqual({ ok: true })
      expect(await logs.log.read(log)).toEqual([...events, ...more])
      expect(await logs.elsewhere.read(log, next)).toEqual(more.slice(1))
    })

    it('gives the events after any version, also between two that were appended together, and so many as are asked', async () => {
      const { log, events, next } = await begun()
      const all = [...events]
      for (const count of [1, 3, 2, 4]) {
        const more = some(next + all.length - events.length, count)
        await logs.log.append({ log, events: more })
        all.push(...more)
      }
      for (let after = 0; after <= all.length + 1; after++) {
        expect(await logs.log.read(log, after), `after ${after}`).toEqual(all.slice(after))
        for (const most of [1, 2, 3])
          expect(await logs.log.read(log, after, most), `${most} after ${after}`).toEqual(
            all.slice(after, after + most),
          )
      }
    })

    it('gives a long log in pages, each event once', async () => {
      const { log, events, next } = await begun()
      const more = some(next, 2 * PAGE - next + 1)
      await logs.log.append({ log, events: more })
      const pages = await Array.fromAsync(readInPages(logs.log, log))
      expect(pages.map(({ length }) => length)).toEqual([PAGE, PAGE])
      expect(pages.flat()).toEqual([...events, ...more])
      expect(await Array.fromAsync(readInPages(logs.log, log, 2 * PAGE - 1))).toEqual([more.slice(-1)])
      expect(await Array.fromAsync(readInPages(logs.log, drawToken()))).toEqual([])
    })

    it('gives a log as text, as it gives it as events', async () => {
      const { log, events, next } = await begun()
      const more = [logs.event(next, '"quoted" \\ 握手🙂\n'), logs.event(next + 1, 'x')]
      await logs.log.append({ log, events: more, text: joinedText(more) })
      await logs.log.append({ log, events: some(next + 2, 1) })
      expect(JSON.parse(await logs.log.readText(log))).toEqual([...events, ...more, ...some(next + 2, 1)])
      expect(await logs.log.readText(drawToken())).toBe('[]')
    })

    it('holds whatever text JSON holds', async () => {
      const { log, next } = await begun()
      const more = ['\0', '\ud800', '\u2028', '\u007f'].map((text, index) => logs.event(next + index, text))
      expect(await logs.log.append({ log, events: more })).toEqual({ ok: true })
      expect(await logs.log.read(log, next - 1)).toEqual(more)
    })

    it('keeps times of months', async () => {
      const { log, next } = await begun()
      const months = 90 * 24 * 60 * 60 * 1_000
      const events = [logs.event(next, 'late', months)]
      expect(await logs.log.append({ log, events })).toEqual({ ok: true })
      expect(await logs.log.read(log, next - 1)).toEqual(events)
      expect((await logs.log.newest([log])).get(log)).toEqual({ version: next, at: months })
    })

    it('knows nothing of a log that does not exist, and appends nothing to it', async () => {
      const none = drawToken()
      expect(await logs.log.read(none)).toEqual([])
      expect(await logs.log.append({ log: none, events: some(1, 1) })).toEqual(refused)
      expect(await logs.log.read(none)).toEqual([])
    })

    it('answers whatever does not begin where the log ends with a conflict, and stores nothing of it', async () => {
      const { log, next } = await begun()
      const three = some(next, 3, 'first')
      await logs.log.append({ log, events: three })
      const rivals: readonly (readonly [from: number, count: number])[] = [
        [next, 1],
        [next, 3],
        [next, 5],
        // in the middle of what was appended together
        [next + 1, 1],
        [next + 1, 2],
        [next + 2, 4],
        // and behind a gap
        [next + 4, 1],
      ]
      for (const [from, count] of rivals)
        for (const server of [logs.log, logs.elsewhere])
          expect(await server.append({ log, events: some(from, count, 'rival') }), `${from}+${count}`).toEqual(refused)
      expect(await logs.log.read(log, next - 1)).toEqual(three)
      expect(await logs.elsewhere.append({ log, events: some(next + 3, 1) })).toEqual({ ok: true })
    })

    it('takes appends of one log that follow each other and do not wait for each other', async () => {
      const { log, next } = await begun()
      const [one, two] = [some(next, 2, 'one'), some(next + 2, 1, 'two')]
      const answers = await Promise.all([one, two].map((events) => logs.log.append({ log, events })))
      expect(answers).toEqual([{ ok: true }, { ok: true }])
      expect(await logs.log.read(log, next - 1)).toEqual([...one, ...two])
    })

    it('refuses what has a gap in itself, and what is nothing', async () => {
      const { log, next } = await begun()
      const gap = [logs.event(next, 'x'), logs.event(next + 2, 'x')]
      await expect(logs.log.append({ log, events: gap })).rejects.toThrow('no gaps')
      await expect(logs.log.append({ log, events: [] })).rejects.toThrow('nothing')
    })

    it('stores what shares a commit with a conflict, and with a log that is not there', async () => {
      const all = await Promise.all([begun(), begun(), begun(), begun()])
      const taken = all[1]?.log ?? ''
      await logs.log.append({ log: taken, events: some(all[1]?.next ?? 0, 1, 'first') })
      const results = await Promise.all(
        all.map(({ log, next }, index) =>
          logs.log.append({ log: index === 2 ? drawToken() : log, events: some(next, 1, 'second') }),
        ),
      )
      expect(results.map(({ ok }) => ok)).toEqual([true, false, false, true])
    })

    it('stores a row with the events beside which it stands, or neither', async () => {
      const [one, late, twice, other] = [await begun(), await begun(), await begun(), await begun()]
      const rows = [one, late, twice].map(({ log }) => logs.beside(log))
      const [row, lateRow, twiceRow] = rows as [(typeof rows)[0], (typeof rows)[0], (typeof rows)[0]]
      await logs.log.append({ log: late.log, events: some(late.next, 1) })
      await logs.log.append({ log: twice.log, events: some(twice.next, 1), beside: twiceRow.row })
      const answers = await Promise.all([
        logs.log.append({ log: one.log, events: some(one.next, 1), beside: row.row }),
        logs.log.append({ log: late.log, events: some(late.next, 1), beside: lateRow.row }),
        // the row is there, whatever the version
        logs.log.append({ log: twice.log, events: some(twice.next + 1, 1), beside: twiceRow.row }),
        logs.log.append({ log: other.log, events: some(other.next, 1) }),
      ])
      expect(answers.map(({ ok }) => ok)).toEqual([true, false, false, true])
      expect(await row.stands()).toBe(true)
      expect(await lateRow.stands()).toBe(false)
      expect(await logs.log.read(twice.log, twice.next)).toEqual([])
    })

    it('has no two servers wait for each other that append to the same logs in opposite orders', async () => {
      const all = await Promise.all(Array.from({ length: 20 }, begun))
      const append = (to: typeof logs.log, { log, next }: (typeof all)[number]) =>
        to.append({ log, events: some(next, 1) })
      const results = await Promise.all([
        ...all.map((one) => append(logs.log, one)),
        ...all.toReversed().map((one) => append(logs.elsewhere, one)),
      ])
      expect(results.filter(({ ok }) => ok)).toHaveLength(all.length)
    })

    it('tells where logs end, in one answer for all that exist', async () => {
      const [one, other] = [await begun(), await begun()]
      await logs.log.append({ log: one.log, events: some(one.next, 2) })
      await logs.log.append({ log: other.log, events: some(other.next, 1) })
      const newest = await logs.elsewhere.newest([one.log, drawToken(), other.log])
      const end = (version: number) => ({ version, at: logs.event(version, '').at })
      expect(newest).toEqual(
        new Map([
          [one.log, end(one.next + 1)],
          [other.log, end(other.next)],
        ]),
      )
      expect(await logs.log.newest([])).toEqual(new Map())
    })

    it('lets one win of those who append at the same place at once (any number, overlapping, any logs, two servers)', async () => {
      const writer = fc.record({ of: fc.nat(2), behind: fc.nat(2), length: fc.integer({ min: 1, max: 3 }) })
      await fc.assert(
        fc.asyncProperty(fc.array(writer, { minLength: 2, maxLength: 24 }), async (writers) => {
          const all = await Promise.all([begun(), begun(), begun()])
          const appends = await Promise.all(
            writers.map(async ({ of, behind, length }, number) => {
              const { log, next } = all[of] ?? all[0]
              const events = some(next + behind, length, `writer-${number}`)
              const server = number % 2 === 0 ? logs.log : logs.elsewhere
              return { of, events, ok: (await server.append({ log, events })).ok }
            }),
          )
          for (const [of, { log, next }] of all.entries()) {
            const won = appends.filter((append) => append.of === of && append.ok).map(({ events }) => events)
            const stored = won.toSorted(([a], [b]) => (a?.version ?? 0) - (b?.version ?? 0)).flat()
            expect(await logs.log.read(log, next - 1)).toEqual(stored)
            expect(stored.map(({ version }) => version)).toEqual(stored.map((_, index) => next + index))
            const begins = appends.some(({ of: its, events }) => its === of && events[0]?.version === next)
            expect(stored.length > 0).toBe(begins)
          }
        }),
        { numRuns: 30 },
      )
    })
  })
}
