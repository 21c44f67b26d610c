/** Half a wave: px along the line, and how far it leaves it. */
const HALF = 3
const HIGH = 3

/** The path of a wavy stroke along y, from one x to the other: a mark that every engine draws alike. */
export function wave(from: number, to: number, y: number): string {
  const halves = Math.max(2, Math.round(Math.abs(to - from) / HALF))
  return `M${Math.min(from, to)} ${y}q${HALF / 2} ${-HIGH} ${HALF} 0${`t${HALF} 0`.repeat(halves - 1)}`
}
