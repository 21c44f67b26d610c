import { pseudonymCalled } from '@woshou/classroom'
import type { SessionEvent } from '@woshou/session'
import type { Locale } from '#lib/paraglide/runtime.js'

/** What a class's session calls somebody: real names as far as they are known here, else the pseudonym in the reader's language. */
export type CallsSomebody = (logged: string) => string

/**
 * @param known names by the English pseudonym: whoever sits, or has sat, opposite
 */
export const callsSomebody =
  (known: ReadonlyMap<string, string>, locale: Locale): CallsSomebody =>
  (logged) =>
    known.get(logged) ?? pseudonymCalled(logged)?.[locale] ?? logged

/** A class's log in which everybody is called as its reader calls them. */
export const logCalling = (log: readonly SessionEvent[], calls: CallsSomebody): readonly SessionEvent[] =>
  log.map((event) => ('name' in event ? { ...event, name: calls(event.name) } : event))
