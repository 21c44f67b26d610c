import type { Services } from '../services.ts'
import type { TurnedAway } from './guest.ts'
import { never } from './session-entry.ts'
import type { WallRight } from './wall-guest.ts'

/** Milliseconds between two looks at a link where other servers are not heard of. */
const UNHEARD = 750

/** The longest that a timer waits. */
const LONGEST_TIMER = 2 ** 31 - 1

const UNKNOWN_LINK = never('unknown-link', 'shared', 'no wall is shared by this link, or not any more')

type Shared = Pick<Services, 'bus' | 'clock' | 'storage'>

/**
 * What a link shares, if that is a wall: it holds until it is ended, by whichever server that is asked of, or has expired.
 * @param token what opens it
 */
export async function sharedWall(
  services: Shared,
  token: string,
): Promise<{ readonly ok: true; readonly class: string; readonly right: WallRight } | TurnedAway> {
  const { bus, clock, storage } = services
  const opens = async () => {
    const link = await storage.shareLinks.opens(token, clock())
    return link?.kind === 'wall' ? link : null
  }
  const link = await opens()
  if (!link) return UNKNOWN_LINK
  const right: WallRight = {
    holds: async (classId) => ((await opens())?.class === classId ? { ok: true } : UNKNOWN_LINK),
    watch(doubted) {
      const unsubscribe = bus.subscribe(link.class, (note) => {
        // what was said while nobody was heard may have been missed
        if (note.type === 'links-ended' || note.type === 'hearing') doubted()
      })
      const unheard = setInterval(() => {
        if (bus.state === 'none' || bus.state === 'lost') doubted()
      }, UNHEARD).unref()
      let expiry: NodeJS.Timeout | undefined
      // a timer may run out a moment before the clock is there, and the longest long before: who asks then finds it open
      const expire = (at: number) => {
        const left = at - clock()
        if (left <= 0) doubted()
        else expiry = setTimeout(expire, Math.min(left, LONGEST_TIMER), at).unref()
      }
      if (link.expiresAt !== null) expire(link.expiresAt)
      return () => {
        unsubscribe()
        clearInterval(unheard)
        clearTimeout(expiry)
      }
    },
  }
  return { ok: true, class: link.class, right }
}
