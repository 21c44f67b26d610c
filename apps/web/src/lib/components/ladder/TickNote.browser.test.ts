import type { Ladder, LadderTick } from '@woshou/session'
import { mount, unmount } from 'svelte'
import { expect, test } from 'vitest'
import { layout } from './layout.ts'
import TickNote from './TickNote.svelte'

const state: LadderTick = { version: 1, role: 'client', at: 0, kind: 'state', from: 'CLOSED', to: 'SYN-SENT' }
const segment = { flags: 0, seq: 0, ack: 0, window: 0, text: '' }
const withheld: LadderTick = { version: 1, role: 'server', at: 0, kind: 'withheld', segment, violations: [] }

/** The lines that are drawn along a note's rows, and what the browser may or may not draw by itself. */
async function decorated(tick: LadderTick, chosen: boolean) {
  const empty = { client: undefined, server: undefined } as unknown as Ladder['start']
  const drawing = layout(
    { lines: [], ticks: [tick], start: empty, from: 0, until: 0, ended: null, latency: 1_000 },
    {
      width: 300,
      fontSize: 14,
      perspective: 'both',
      partsOf: () => [],
      noteOf: () => ['SYN,FIN,ACK', 'seq=4294967295'],
    },
  )
  const [note] = drawing.notes
  if (!note) throw new Error('the tick has a note')
  const target = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  document.body.append(target)
  const component = mount(TickNote, { target, props: { note, drawing, ghost: false, chosen } })
  const text = target.querySelector('text')
  const lengths = (kind: string) =>
    [...target.querySelectorAll<SVGPathElement>(`path.${kind}`)].map((path) => Math.round(path.getTotalLength()))
  const found = {
    rows: note.rows.map((row) => Math.round(row.length * 0.6 * note.fontSize)),
    underlines: lengths('underline'),
    strikes: lengths('strike'),
    left: text && getComputedStyle(text).textDecorationLine,
  }
  await unmount(component)
  target.remove()
  return found
}

test('a chosen note is underlined row by row with drawn lines, as long as the row; another is not', async () => {
  const { left, rows, strikes, underlines } = await decorated(state, true)
  expect(rows.length).toBe(2)
  expect(underlines).toEqual(rows)
  expect(strikes).toEqual([])
  // Firefox would leave it out
  expect(left).toBe('none')
  expect((await decorated(state, false)).underlines).toEqual([])
})

test('what did not leave is struck out so, whether it is chosen or not', async () => {
  for (const chosen of [true, false]) {
    const { rows, strikes, underlines } = await decorated(withheld, chosen)
    expect(strikes).toEqual(rows)
    expect(underlines).toEqual(chosen ? rows : [])
  }
})
