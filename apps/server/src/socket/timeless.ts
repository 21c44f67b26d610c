import type { RoundClock } from '@woshou/classroom'

/** A view without what runs on by itself: only what else is news. */
export const timeless = (view: { readonly round: { readonly clock: RoundClock } | null }): string =>
  JSON.stringify({ ...view, round: view.round && { ...view.round, clock: view.round.clock.stands } })
