import { EYES } from '../eyes/eyes.ts'
import type { Session } from './session.ts'

/**
 * What the right to watch a session rests on: that both ends agreed, and when. Null while they have not. Once one of them
 * takes it back, or somebody else sits there, it is never again what it was: a link made before is good for nothing.
 */
export const agreementOf = ({ network, watchable }: Pick<Session, 'network' | 'watchable'>): string | null =>
  EYES.observer.hasPlace({ network, watchable }) ? `${watchable.client} ${watchable.server}` : null
