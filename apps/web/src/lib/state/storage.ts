/**
 * localStorage and sessionStorage under this project's names. Both may be missing, full or forbidden (private
 * windows, policies): then nothing is remembered, and nothing breaks.
 */
const PREFIX = 'woshou:'

/** What was stored under `name`, parsed; undefined when there is nothing or it is damaged. */
export function recall(name: string, area: 'local' | 'session' = 'local'): unknown {
  try {
    const text = storage(area).getItem(PREFIX + name)
    return text === null ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Stores a JSON value; `undefined` removes it. False when the browser won't. */
export function remember(name: string, value: unknown, area: 'local' | 'session' = 'local'): boolean {
  try {
    if (value === undefined) storage(area).removeItem(PREFIX + name)
    else storage(area).setItem(PREFIX + name, JSON.stringify(value))
    return true
  } catch {
    return false
  }
}

/** The key under which `name` is stored, for `storage` events. */
export const storageKey = (name: string): string => PREFIX + name

const storage = (area: 'local' | 'session'): Storage => (area === 'local' ? localStorage : sessionStorage)
