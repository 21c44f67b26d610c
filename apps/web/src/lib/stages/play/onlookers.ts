import type { Ladder, Role, SeenEvent, View } from '@woshou/session'
import type { Component } from 'svelte'
import { m } from '#lib/paraglide/messages.js'
import type { Viewing } from '#lib/state/viewing.svelte.ts'
import type { Numbering } from '#lib/words/numbering.ts'
import { wireAnnouncement } from '#lib/words/wire-announcement.ts'

/** Who looks on and plays neither end. */
export type Onlooker = 'network' | 'observer'

/** What stands beside the ladder is given: the one view of it, read once. */
export interface PanelProps<V extends Onlooker> {
  readonly play: Viewing<V>
  readonly view: View<V>
  readonly model: Ladder
  readonly names: Readonly<Record<Role, string | null>>
  readonly numbering: Readonly<Record<Role, Numbering>>
  /** Play time, ms. */
  readonly now: number
  /** The version of the segment that was chosen, in the ladder or beside it. */
  readonly chosen: number | null
  readonly onchoose: (sent: number | null) => void
}

/** What sets one onlooker's page apart from another's. */
export interface OnlookerRow<V extends Onlooker> {
  /** What it is called. */
  readonly called: () => string
  /** What it is told of itself beside the title; null where the stage says enough. */
  readonly says: () => string | null
  /** What stands beside the ladder: what is seen there, and can be done, with its keys. */
  readonly panels: () => Promise<{ default: Component<PanelProps<V>> }>
  /** Who plays each end, where this onlooker is told. */
  readonly holders: ((view: View<V>) => View<'observer'>['holders']) | null
  /** Segments are chosen in the ladder, to do something with; otherwise it is only looked at. */
  readonly chooses: boolean
  readonly columns: string
  /** What is said at the end, and where it goes on, the first the most. */
  readonly over: () => string
  readonly after: readonly ('replay' | 'debrief')[]
  readonly announce: (
    events: readonly SeenEvent<V>[],
    view: View<V>,
    setting: 'auto' | 'relative' | 'absolute',
  ) => string
}

/** One row for each: who else is to look on has one more. */
export const ONLOOKERS: { readonly [V in Onlooker]: OnlookerRow<V> } = {
  network: {
    called: m.network_role,
    says: () => null,
    panels: () => import('./NetworkPanels.svelte'),
    holders: null,
    chooses: true,
    columns: 'gap-x-10 lg:grid-cols-[minmax(0,1fr)_26rem]',
    over: m.network_over,
    after: ['debrief', 'replay'],
    announce: wireAnnouncement,
  },
  observer: {
    called: m.observer_role,
    says: m.observer_says,
    panels: () => import('./ObserverPanels.svelte'),
    holders: (view) => view.holders,
    chooses: false,
    columns: 'gap-x-8 lg:grid-cols-[minmax(0,1fr)_30rem] 2xl:grid-cols-[minmax(0,1fr)_36rem]',
    over: m.observer_over,
    after: ['replay', 'debrief'],
    announce: wireAnnouncement,
  },
}
