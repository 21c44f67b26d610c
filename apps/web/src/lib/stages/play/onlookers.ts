import type { SeenEvent, View } from '@woshou/session'
import type { Component } from 'svelte'
import { m } from '#lib/paraglide/messages.js'
import type { Viewing } from '#lib/state/viewing.svelte.ts'
import { wireAnnouncement } from '#lib/words/wire-announcement.ts'

/** Who looks on and plays neither end. */
export type Onlooker = 'network' | 'observer'

/** What sets one onlooker's page apart from another's. */
interface Row<V extends Onlooker> {
  /** What it is called. */
  readonly called: () => string
  /** What it is told of itself beside the title; null where the stage says enough. */
  readonly says: () => string | null
  readonly stage: () => Promise<{ default: Component<{ play: Viewing<V>; view: View<V> }> }>
  readonly announce: (
    events: readonly SeenEvent<V>[],
    view: View<V>,
    setting: 'auto' | 'relative' | 'absolute',
  ) => string
}

/** One row for each: who else is to look on has one more. */
export const ONLOOKERS: { readonly [V in Onlooker]: Row<V> } = {
  network: {
    called: m.network_role,
    says: () => null,
    stage: () => import('./NetworkStage.svelte'),
    announce: wireAnnouncement,
  },
  observer: {
    called: m.observer_role,
    says: m.observer_says,
    stage: () => import('./ObserverStage.svelte'),
    announce: wireAnnouncement,
  },
}
