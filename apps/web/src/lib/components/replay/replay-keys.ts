/** What a key does in a replay. */
export type ReplayAct =
  | 'back'
  | 'forward'
  | 'toggle'
  | 'next-mistake'
  | 'previous-mistake'
  | 'first'
  | 'last'
  /** Which of the speeds it sets. */
  | 0
  | 1
  | 2
  | 3

/** The keys of a replay (`KeyboardEvent.key`), in the order in which the help lists them. */
export const REPLAY_KEYS: Readonly<Record<string, ReplayAct>> = {
  ArrowLeft: 'back',
  ArrowRight: 'forward',
  ' ': 'toggle',
  n: 'next-mistake',
  p: 'previous-mistake',
  N: 'previous-mistake',
  Home: 'first',
  End: 'last',
  1: 0,
  2: 1,
  3: 2,
  4: 3,
}

/** Keys of one letter or digit: they can be turned off (WCAG 2.1.4). */
const isSingle = (key: string) => /^[a-z\d]$/i.test(key)

/**
 * What a key asks of the replay; null where it is meant for something else: a field, a dialog, a button, the browser.
 * @param letters whether single keys act
 */
export function replayActOf(event: KeyboardEvent, letters: boolean): ReplayAct | null {
  const { key, target } = event
  const act = REPLAY_KEYS[key]
  if (act === undefined || event.altKey || event.ctrlKey || event.metaKey || !(target instanceof Element)) return null
  if (target.closest('dialog') !== null) return null
  // whoever writes means the letter, the space and the arrow
  if (
    target.closest('textarea, select, [contenteditable], input:not([type="range"], [type="checkbox"], [type="radio"])')
  )
    return null
  if (isSingle(key)) return letters ? act : null
  const taken = key === ' ' ? 'button, a, summary, input' : 'input'
  return target.closest(taken) === null ? act : null
}
