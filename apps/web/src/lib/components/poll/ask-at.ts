/** A move by its session and the log's version. */
interface AskedMove {
  readonly session: string
  readonly version: number
}

/** Where a class is asked about a move that was chosen by hand. @param id the class's */
export const askAt = (id: string, { session, version }: AskedMove): string =>
  `/teach/${id}/live?ask=${session}.${version}`

/** What an address asks: null where nothing; `move` is null where none was chosen, or none that there can be. */
export function askedAt(address: Pick<URLSearchParams, 'get'>): { readonly move: AskedMove | null } | null {
  const asked = address.get('ask')
  if (asked === null) return null
  const [, session, version] = /^([\w-]{22})\.([1-9]\d{0,8})$/.exec(asked) ?? []
  return { move: session && version ? { session, version: Number(version) } : null }
}
