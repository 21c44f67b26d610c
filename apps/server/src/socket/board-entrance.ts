import type { Services } from '../services.ts'
import { BoardGuest } from './board-guest.ts'
import { classEntry, mayWatch } from './class-entry.ts'
import type { Entrance, Opening } from './guest.ts'
import { LookIns } from './look-ins.ts'
import { never, UNKNOWN_SESSION } from './session-entry.ts'

type Of<Type extends Opening['type']> = Entrance<Extract<Opening, { type: Type }>>

const NO_SESSION = never('not-a-message', 'session', 'name the session to look at')

/** Lets in an instructor's browser that wants a class's board, or both ends of one of its pairs; the other may be asked for after it. */
export function boardEntrances(services: Services): {
  readonly 'watch-class': Of<'watch-class'>
  readonly 'watch-session': Of<'watch-session'>
} {
  const { classes, failures, storage } = services
  const lookIns = new LookIns(failures)
  return {
    'watch-class': async (message, line) => {
      const seeing = await mayWatch(services, line, message.class)
      if (!seeing.ok) return seeing
      return classEntry(services, message.class, line, (host) => {
        const guest = new BoardGuest(seeing.account, line, services, lookIns)
        guest.watch(host, seeing.right)
        return { ok: true, guest }
      })
    },
    'watch-session': async ({ session, since }, line) => {
      if (session === null) return NO_SESSION
      const of = await storage.classes.classOf(session)
      // who is not signed in is told so of any session, and who has no right in its class of none
      const seeing = await mayWatch(services, line, of?.class ?? classes.classWith(session) ?? session)
      if (!seeing.ok) return seeing.code === 'unknown-class' ? UNKNOWN_SESSION : seeing
      return {
        ok: true,
        abandon: () => {},
        enter: () => {
          const guest = new BoardGuest(seeing.account, line, services, lookIns)
          guest.look(session, since)
          return { ok: true, guest }
        },
      }
    },
  }
}
