import { LiveHosts } from './live-hosts.ts'
import { LogWatch } from './log-watch.ts'
import type { NotNow } from './not-now.ts'
import { ScenarioPool } from './scenario-pool.ts'
import { type Keeper, SessionHost } from './session-host.ts'
import type { Surroundings } from './surroundings.ts'

/** The live sessions of this server. */
export class Registry extends LiveHosts<SessionHost> {
  readonly #scenarios = new ScenarioPool()
  readonly #surroundings: Surroundings
  readonly #watch: LogWatch
  readonly #keeper: Keeper

  constructor(surroundings: Surroundings) {
    super()
    this.#surroundings = surroundings
    this.#watch = new LogWatch({ ...surroundings, hosts: () => this.hosts() })
    this.#keeper = {
      settled: (host) => this.letGo(host),
      doubted: (host) => this.#watch.doubt(host),
    }
  }

  override async close(): Promise<void> {
    this.#watch.close()
    await super.close()
  }

  protected override load(id: string): Promise<SessionHost | NotNow | null> {
    return SessionHost.load(id, this.#surroundings, this.#keeper, this.#scenarios)
  }
}
