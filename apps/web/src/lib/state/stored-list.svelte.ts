import * as v from 'valibot'
import { recall, remember, storageKey } from './storage.ts'

/** A list that this browser keeps, the same in all its tabs. What storage holds is parsed one by one: damage costs one entry. */
export class StoredList<Schema extends v.GenericSchema> {
  #all = $state.raw<readonly v.InferOutput<Schema>[]>([])
  readonly #name: string
  readonly #schema: Schema

  /** @param name under which it is stored */
  constructor(name: string, schema: Schema) {
    this.#name = name
    this.#schema = schema
    this.#all = this.read()
    addEventListener('storage', ({ key }) => {
      if (key === storageKey(name) || key === null) this.#all = this.read()
    })
  }

  get all(): readonly v.InferOutput<Schema>[] {
    return this.#all
  }

  /** As it is stored: what another tab has just done to it may not have been heard of. */
  read(): readonly v.InferOutput<Schema>[] {
    const stored = recall(this.#name)
    if (!Array.isArray(stored)) return []
    return stored.flatMap((entry) => {
      const parsed = v.safeParse(this.#schema, entry)
      return parsed.success ? [parsed.output] : []
    })
  }

  store(all: readonly v.InferOutput<Schema>[]): void {
    this.#all = all
    remember(this.#name, all)
  }
}
