/**
 * Milliseconds of the event loop that long work takes at a time: what comes in meanwhile waits no longer. From a move to its
 * answer it is some six turns.
 */
const SLICE = 2

/** Steps of it, at most: events of a log. On a quick machine too nobody waits for much, and a test can count it. */
const STEPS = 100

/** How time passes and others get their turn; a test has its own. */
export interface Turns {
  /** `performance.now()`, ms. */
  readonly now: () => number
  /** Lets all others who wait for the event loop go first. */
  readonly pause: () => Promise<unknown>
}

/** Works that wait for a slice, in the order in which they came. */
const waiting: (() => void)[] = []

/** One of them goes on in each turn of the event loop: twenty works under way take no more of a turn than one. */
function goOn(): void {
  waiting.shift()?.()
  if (waiting.length > 0) setImmediate(goOn)
}

/** Waits for the turn of the event loop that is this work's. */
export const nextSlice = () =>
  new Promise<void>((resolve) => {
    if (waiting.push(resolve) === 1) setImmediate(goOn)
  })

const TURNS: Turns = { now: () => performance.now(), pause: nextSlice }

/** Does long work in slices, between which everybody else gets their turn. @returns what the work comes to */
export async function inSlices<Result>(work: Iterator<unknown, Result>, turns: Turns = TURNS): Promise<Result> {
  for (let began = turns.now(), steps = 0; ; ) {
    const { done, value } = work.next()
    if (done) return value
    steps += 1
    if (steps < STEPS && turns.now() - began < SLICE) continue
    await turns.pause()
    began = turns.now()
    steps = 0
  }
}
