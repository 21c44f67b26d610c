import type { Standing } from '@woshou/classroom'
import type { Localized, Role } from '@woshou/session'

/** As much of one end of a pair as a tile shows. */
interface TileSeat {
  /** Null: a correct TCP plays there. */
  readonly participant: string | null
  readonly name: string | null
  readonly pseudonym: Localized | null
  readonly standing: Standing | null
  /** ms for which it has stood so; null where that says nothing. */
  readonly forMs: number | null
}

/** As much of a pair as a tile shows. */
export interface TilePair extends Readonly<Record<Role, TileSeat>> {
  readonly pair: number
  /** As that of its seats does which needs a teacher most. */
  readonly stands: Standing['kind']
  readonly network: { readonly name: string | null } | null
  readonly lookedAt: boolean
}
