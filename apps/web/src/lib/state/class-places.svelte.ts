import { type Participant, ParticipantSchema } from '@woshou/classroom/api'
import * as v from 'valibot'
import { StoredList } from './stored-list.svelte.ts'

/** How a place was lost; the server may know no more than that its token is good for nothing. */
const LOSSES = ['removed', 'barred', 'taken-over'] as const
export type Loss = (typeof LOSSES)[number]

/** The loss that a socket was shown out for; null for all else. */
export const lossOf = (code: string | null): Loss | null => LOSSES.find((loss) => loss === code) ?? null

/** Whom this browser is in a class. Whoever has the token is that student, so it stays in this browser. */
const PlaceSchema = v.object({
  ...ParticipantSchema.entries,
  /** What the class is called, where its door was seen. */
  title: v.optional(v.string()),
  /** Milliseconds since 1970. */
  cameAt: v.number(),
  /** It is lost; until the student comes in again. */
  lost: v.optional(v.picklist(LOSSES)),
})
export type ClassPlace = v.InferOutput<typeof PlaceSchema>

/** More than this and the oldest are forgotten: two a week for half a year. */
const MOST = 50

/** Milliseconds after which whoever came into a class has surely gone home. */
const LESSON = 12 * 60 * 60 * 1_000

/** The classes that this browser is a student of, the newest first. */
export class ClassPlaces {
  readonly #list = new StoredList('classes', PlaceSchema)

  get all(): readonly ClassPlace[] {
    return this.#list.all
  }

  find(id: string): ClassPlace | undefined {
    return this.#list.all.find((place) => place.class === id)
  }

  /** The class of a lesson that may still go on: who has left its page finds the way back. */
  get today(): ClassPlace | undefined {
    return this.#list.all.find(({ cameAt, lost }) => lost === undefined && Date.now() - cameAt < LESSON)
  }

  /** The name used last, to be offered again. */
  get lastName(): string {
    return this.#list.all[0]?.name ?? ''
  }

  /** One browser is one student of a class: an earlier place there is this one's. */
  keep(place: Participant & { readonly title?: string | undefined }): void {
    this.#list.store(
      [{ ...place, cameAt: Date.now() }, ...this.#list.read().filter((other) => other.class !== place.class)].slice(
        0,
        MOST,
      ),
    )
  }

  /** The place is no longer this browser's; why, it still knows after a reload. */
  lose(id: string, token: string, lost: Loss): void {
    const place = this.find(id)
    if (place?.token !== token || place.lost === lost) return
    this.#list.store(
      this.#list.read().map((place) => (place.class === id && place.token === token ? { ...place, lost } : place)),
    )
  }
}

export const classPlaces = new ClassPlaces()
