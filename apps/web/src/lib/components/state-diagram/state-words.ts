import type { State } from '@woshou/protocol'
import { m } from '#lib/paraglide/messages.js'

const WORDS: Readonly<Record<State, () => string>> = {
  CLOSED: m.state_closed,
  LISTEN: m.state_listen,
  'SYN-SENT': m.state_syn_sent,
  'SYN-RECEIVED': m.state_syn_received,
  ESTABLISHED: m.state_established,
  'FIN-WAIT-1': m.state_fin_wait_1,
  'FIN-WAIT-2': m.state_fin_wait_2,
  'CLOSE-WAIT': m.state_close_wait,
  CLOSING: m.state_closing,
  'LAST-ACK': m.state_last_ack,
  'TIME-WAIT': m.state_time_wait,
}

/** What a state means, in one sentence. */
export const stateWords = (state: State): string => WORDS[state]()
