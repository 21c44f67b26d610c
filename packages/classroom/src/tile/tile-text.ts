import { RULE_IDS, STATES } from '@woshou/protocol'
import { ROLES } from '@woshou/session'
import * as v from 'valibot'
import type { Duty, SeatTile, Tile, Waits } from './tile.ts'

// places in these lists, and in STATES, go over the wire: only ever add at the end
const HOLDERS = ['student', 'bot'] as const
const ENDS = ['goal-reached', 'left', 'abandoned', 'round-closed'] as const
const WAITS = ['partner', 'network', 'timer', 'application'] as const satisfies readonly Waits[]
const DUTIES = [
  'check',
  'refuse',
  'abort',
  'open',
  'answer-syn',
  'retransmit-syn',
  'retransmit-syn-ack',
  'retransmit-text',
  'fast-retransmit',
  'retransmit-fin',
  'acknowledge',
  'send-text',
  'close',
  'probe-window',
  'update-window',
  'keep-alive',
  'retransmit-next',
  'retransmit-hole',
  'answer-with-cookie',
] as const satisfies readonly Duty[]

const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const bit = v.picklist([0, 1])

/** A place in a list; -1: nothing, or what a newer server calls by a name that this list has not got. */
const placeIn = <const L extends readonly string[]>(list: L) =>
  v.pipe(
    v.number(),
    v.integer(),
    v.transform((place): L[number] | null => list[place] ?? null),
  )

const SeatSchema = v.pipe(
  v.tuple([
    placeIn(HOLDERS),
    bit,
    placeIn(STATES),
    count,
    count,
    count,
    v.nullable(v.string()),
    count,
    count,
    bit,
    placeIn(DUTIES),
    count,
    placeIn(WAITS),
    placeIn(STATES),
    count,
  ]),
  v.transform(
    ([
      holder,
      away,
      state,
      right,
      wrong,
      hints,
      rule,
      again,
      answers,
      answered,
      due,
      since,
      waits,
      tookIn,
      ms,
    ]): SeatTile => ({
      holder,
      away: away === 1,
      state: state ?? 'CLOSED',
      right,
      wrong,
      hints,
      rule: RULE_IDS.find((id) => id === rule) ?? null,
      again,
      answers,
      answered: answered === 1,
      due,
      since,
      waits,
      took: tookIn && { state: tookIn, ms },
    }),
  ),
)

const TileSchema = v.pipe(
  v.tuple([count, bit, placeIn(ENDS), bit, SeatSchema, SeatSchema]),
  v.transform(
    ([version, started, ended, stopped, client, server]): Tile => ({
      version,
      started: started === 1,
      ended,
      stopped: stopped === 1,
      client,
      server,
    }),
  ),
)

/** Types see to it that the list has a place for whatever there can be. */
const place = <const L extends readonly string[]>(list: L, value: NoInfer<L[number]> | null) =>
  value === null ? -1 : list.indexOf(value)

function seatText({
  again,
  answered,
  answers,
  away,
  due,
  hints,
  holder,
  right,
  rule,
  since,
  state,
  took,
  waits,
  wrong,
}: SeatTile) {
  return [
    place(HOLDERS, holder),
    Number(away),
    place(STATES, state),
    right,
    wrong,
    hints,
    rule,
    again,
    answers,
    Number(answered),
    place(DUTIES, due),
    since,
    place(WAITS, waits),
    place(STATES, took?.state ?? null),
    took?.ms ?? 0,
  ]
}

/** A tile as it goes over the wire: JSON, without the names of its fields. */
export const tileText = (tile: Tile): string =>
  JSON.stringify([
    tile.version,
    Number(tile.started),
    place(ENDS, tile.ended),
    Number(tile.stopped),
    ...ROLES.map((role) => seatText(tile[role])),
  ])

/** Reads what `tileText` wrote; null when it is no tile. Total. */
export function parseTile(text: string): Tile | null {
  try {
    const parsed = v.safeParse(TileSchema, JSON.parse(text))
    return parsed.success ? parsed.output : null
  } catch {
    return null
  }
}
