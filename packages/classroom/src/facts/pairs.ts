/** A participant's id; null: a correct TCP that the server plays, a bot. */
export type Sitter = string | null

/** Who sits where in one pair of a round. Never two bots. */
export interface Pair {
  /** From 1, without gaps when the round starts. */
  readonly pair: number
  readonly client: Sitter
  readonly server: Sitter
  /** A third student, the network between the two; absent where the pair has no such seat. */
  readonly network?: string
}

/** Everybody who sits in a pair. */
export const studentsOf = ({ client, network, server }: Pick<Pair, 'client' | 'server' | 'network'>): string[] =>
  [client, server, network].filter((sitter) => typeof sitter === 'string')
