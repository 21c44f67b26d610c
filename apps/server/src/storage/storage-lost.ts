import type { Storage } from './storage.ts'

/** The storage has not answered a question; why is the `cause`, for the operator alone: it may name files and hosts. */
export class StorageLost extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

/** A storage of which all that is asked while people play rejects with `StorageLost`, so that whoever hears of it takes it for no bug. */
export const sayingLost = <Opened extends Storage>(storage: Opened): Opened => ({
  ...storage,
  ...({
    log: lostIn(storage.log),
    directory: lostIn(storage.directory),
    accounts: lostIn(storage.accounts),
    classLog: lostIn(storage.classLog),
    ballots: lostIn(storage.ballots),
    classes: lostIn(storage.classes),
    results: lostIn(storage.results),
    shareLinks: lostIn(storage.shareLinks),
    review: lostIn(storage.review),
    remarks: lostIn(storage.remarks),
  } satisfies Omit<Storage, 'probe' | 'close'>),
})

/** @param asked all of its methods are asynchronous */
const lostIn = <Asked extends object>(asked: Asked): Asked =>
  new Proxy(asked, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name)
      if (typeof method !== 'function') return method
      return async (...given: readonly unknown[]): Promise<unknown> => {
        try {
          return await Reflect.apply(method, target, given)
        } catch (cause) {
          throw new StorageLost(cause)
        }
      }
    },
  })
