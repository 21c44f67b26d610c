import { type State, TRANSITIONS, type Transition } from '@woshou/protocol'

/**
 * RFC 9293 Figure 5 in a layout of its own. Left: the end that opens and closes actively. Right: the one that waits.
 * Middle: what both share. CLOSED stands twice, at the beginning and at the end.
 */
export type Place = State | 'END'

/** Column 0 to 2, row 0 to 7. */
export const PLACES: Readonly<Record<Place, readonly [column: number, row: number]>> = {
  CLOSED: [1, 0],
  'SYN-SENT': [0, 1],
  LISTEN: [2, 1],
  'SYN-RECEIVED': [1, 2],
  ESTABLISHED: [1, 3],
  'FIN-WAIT-1': [0, 4],
  'CLOSE-WAIT': [2, 4],
  'FIN-WAIT-2': [0, 5],
  CLOSING: [1, 5],
  'LAST-ACK': [2, 5],
  'TIME-WAIT': [0, 6],
  END: [1, 7],
}

type Side = 'top' | 'right' | 'bottom' | 'left'
/** A side of a box, and how far from its middle: −0.5 to 0.5. */
type Port = readonly [side: Side, offset?: number]

/** Where an arrow leaves, where it enters, and where its label stands: column, row, and how it is aligned. */
interface Route {
  readonly from: Place
  readonly to: Place
  readonly out: Port
  readonly into: Port
  readonly label: readonly [column: number, row: number, anchor: 'start' | 'middle' | 'end']
}

const ROUTES: readonly Route[] = [
  { from: 'CLOSED', to: 'SYN-SENT', out: ['left', -0.2], into: ['top', -0.2], label: [-0.13, 0.5, 'end'] },
  { from: 'SYN-SENT', to: 'CLOSED', out: ['top', 0.25], into: ['left', 0.25], label: [0.17, 0.5, 'start'] },
  { from: 'CLOSED', to: 'LISTEN', out: ['right', -0.2], into: ['top', 0.2], label: [2.13, 0.5, 'start'] },
  { from: 'LISTEN', to: 'CLOSED', out: ['top', -0.25], into: ['right', 0.25], label: [1.83, 0.5, 'end'] },
  { from: 'LISTEN', to: 'SYN-SENT', out: ['left'], into: ['right'], label: [1, 1, 'middle'] },
  { from: 'LISTEN', to: 'SYN-RECEIVED', out: ['bottom', -0.2], into: ['right', -0.2], label: [1.85, 1.5, 'end'] },
  { from: 'SYN-RECEIVED', to: 'LISTEN', out: ['right', 0.25], into: ['bottom', 0.25], label: [2.17, 1.6, 'start'] },
  { from: 'SYN-SENT', to: 'SYN-RECEIVED', out: ['bottom', 0.25], into: ['left', -0.25], label: [0.17, 1.5, 'start'] },
  { from: 'SYN-SENT', to: 'ESTABLISHED', out: ['bottom', 0], into: ['left', -0.2], label: [0.06, 2.66, 'start'] },
  { from: 'SYN-RECEIVED', to: 'ESTABLISHED', out: ['bottom'], into: ['top'], label: [1.05, 2.5, 'start'] },
  { from: 'SYN-RECEIVED', to: 'FIN-WAIT-1', out: ['left', 0.2], into: ['top', -0.3], label: [-0.19, 2.5, 'end'] },
  { from: 'ESTABLISHED', to: 'FIN-WAIT-1', out: ['left', 0.25], into: ['top', 0.2], label: [0.17, 3.5, 'start'] },
  { from: 'ESTABLISHED', to: 'CLOSE-WAIT', out: ['right'], into: ['top'], label: [1.95, 3.5, 'end'] },
  { from: 'FIN-WAIT-1', to: 'FIN-WAIT-2', out: ['bottom', -0.1], into: ['top', -0.1], label: [0.02, 4.5, 'start'] },
  { from: 'FIN-WAIT-1', to: 'CLOSING', out: ['right', -0.1], into: ['top'], label: [0.95, 4.42, 'end'] },
  { from: 'FIN-WAIT-1', to: 'TIME-WAIT', out: ['left'], into: ['left'], label: [-0.41, 5.5, 'end'] },
  { from: 'FIN-WAIT-2', to: 'TIME-WAIT', out: ['bottom', -0.1], into: ['top', -0.1], label: [0.02, 5.5, 'start'] },
  { from: 'CLOSING', to: 'TIME-WAIT', out: ['bottom'], into: ['right'], label: [0.95, 5.6, 'end'] },
  { from: 'CLOSE-WAIT', to: 'LAST-ACK', out: ['bottom'], into: ['top'], label: [2.05, 4.5, 'start'] },
  { from: 'LAST-ACK', to: 'END', out: ['bottom'], into: ['right'], label: [1.95, 6.5, 'end'] },
  { from: 'TIME-WAIT', to: 'END', out: ['bottom'], into: ['left'], label: [0.05, 6.6, 'start'] },
]

/** Sizes in px. */
export interface Scale {
  readonly width: number
  readonly boxWidth: number
  readonly boxHeight: number
  /** Between rows. */
  readonly row: number
  readonly margin: number
  readonly corner: number
}

/** Names only: fits 300 px. */
export const COMPACT: Scale = { width: 292, boxWidth: 84, boxHeight: 24, row: 43, margin: 8, corner: 5 }
/** With every arrow's event and action. */
export const FULL: Scale = { width: 900, boxWidth: 128, boxHeight: 34, row: 82, margin: 130, corner: 8 }

export const heightOf = ({ boxHeight, row }: Scale): number => row * 7 + boxHeight + 4

/** The middle of a place, px. */
export function middleOf(place: Place, scale: Scale): { readonly x: number; readonly y: number } {
  const [column, row] = PLACES[place]
  return at(column, row, scale)
}

function at(column: number, row: number, { boxHeight, boxWidth, margin, row: rows, width }: Scale) {
  const first = margin + boxWidth / 2
  return { x: first + ((width - 2 * first) / 2) * column, y: 2 + boxHeight / 2 + rows * row }
}

export interface Arrow {
  readonly key: string
  readonly from: Place
  readonly to: Place
  readonly path: string
  readonly transitions: readonly Transition[]
  readonly label: { readonly x: number; readonly y: number; readonly anchor: 'start' | 'middle' | 'end' }
}

/** All arrows of the figure, drawn at a scale. */
export const arrows = (scale: Scale): readonly Arrow[] =>
  ROUTES.map((route) => {
    const { from, label, to } = route
    const state = to === 'END' ? 'CLOSED' : to
    return {
      key: `${from} ${to}`,
      from,
      to,
      path: pathOf(route, scale),
      transitions: TRANSITIONS.filter((transition) => transition.from === from && transition.to === state),
      label: { ...at(label[0], label[1], scale), anchor: label[2] },
    }
  })

function port(place: Place, [side, offset = 0]: Port, scale: Scale) {
  const { x, y } = middleOf(place, scale)
  const { boxHeight: h, boxWidth: w } = scale
  switch (side) {
    case 'top':
      return { x: x + w * offset, y: y - h / 2 }
    case 'bottom':
      return { x: x + w * offset, y: y + h / 2 }
    case 'left':
      return { x: x - w / 2, y: y + h * offset }
    case 'right':
      return { x: x + w / 2, y: y + h * offset }
  }
}

/** Right angles with rounded corners; the arrowhead's tip stays clear of the box. */
function pathOf({ from, into, out, to }: Route, scale: Scale): string {
  const a = port(from, out, scale)
  const tip = port(to, into, scale)
  const gap = 2
  const b = {
    x: tip.x + (into[0] === 'left' ? -gap : into[0] === 'right' ? gap : 0),
    y: tip.y + (into[0] === 'top' ? -gap : into[0] === 'bottom' ? gap : 0),
  }
  if (a.x === b.x || a.y === b.y) return `M${a.x} ${a.y}L${b.x} ${b.y}`
  const r = scale.corner
  if (out[0] === 'left' && into[0] === 'left') {
    const lane = Math.min(a.x, b.x) - scale.margin * 0.2 - 4
    return `M${a.x} ${a.y}H${lane + r}Q${lane} ${a.y} ${lane} ${a.y + r}V${b.y - r}Q${lane} ${b.y} ${lane + r} ${b.y}H${b.x}`
  }
  const right = Math.sign(b.x - a.x)
  const down = Math.sign(b.y - a.y)
  return out[0] === 'left' || out[0] === 'right'
    ? `M${a.x} ${a.y}H${b.x - right * r}Q${b.x} ${a.y} ${b.x} ${a.y + down * r}V${b.y}`
    : `M${a.x} ${a.y}V${b.y - down * r}Q${a.x} ${b.y} ${a.x + right * r} ${b.y}H${b.x}`
}
