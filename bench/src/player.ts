/** Two players of one room, who move in turns: each move is made when the peer's last one has been heard of. */
export interface Pair {
  /** Begins to play, and goes on until `done` says so. @param moved called when a move has been accepted */
  play(moved: () => void, done: () => boolean): void
  close(): void
}

/** Connects one pair to a system. @param url `http://127.0.0.1:PORT` */
export type Connect = (url: string, index: number) => Promise<Pair>

/** About what a move of Woshou's says, so that everybody parses and sends messages of one size. */
export const moveMessage = (id: number, seq: number, ack: number) => ({
  id: `move-${String(id).padStart(8, '0')}`,
  version: id,
  command: { type: 'send-segment', segment: { flags: 24, seq, ack, length: 1 } },
})
