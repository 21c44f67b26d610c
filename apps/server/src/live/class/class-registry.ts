import { LiveHosts } from '../live-hosts.ts'
import type { NotNow } from '../not-now.ts'
import { ClassHost, type ClassKeeper } from './class-host.ts'
import type { ClassSurroundings } from './class-surroundings.ts'

/** The classes that are live on this server. */
export class ClassRegistry extends LiveHosts<ClassHost> {
  readonly #surroundings: ClassSurroundings
  readonly #keeper: ClassKeeper = { settled: (host) => this.letGo(host) }

  constructor(surroundings: ClassSurroundings) {
    super()
    this.#surroundings = surroundings
    surroundings.registry.onLoaded((host) => {
      for (const own of this.hosts()) own.sessionLoaded(host)
    })
  }

  /** The class that is live here and has a session, see `ClassHost.has`; null: none. */
  classWith(session: string): string | null {
    return [...this.hosts()].find((host) => host.has(session))?.id ?? null
  }

  /** See `ClassHost.broughtInLine`; of whichever class that is live here. */
  async broughtInLine(session: string): Promise<boolean> {
    for (const host of this.hosts()) if (await host.broughtInLine(session)) return true
    return false
  }

  /** See `ClassHost.gives`; of whichever class that is live here. */
  gives(session: string, tokenHash: string): boolean {
    return [...this.hosts()].some((host) => host.gives(session, tokenHash))
  }

  /**
   * The tables of a class have changed: somebody came in or came back on another phone, it is called otherwise. Whoever
   * wrote it says so, and every server's host reads them again.
   */
  tableChanged(id: string): void {
    this.#surroundings.bus.publish(id, { type: 'table-changed' })
  }

  /** A link by which others see something of a class has been ended: whoever watches by one, on whichever server, looks again. */
  linkEnded(id: string): void {
    this.#surroundings.bus.publish(id, { type: 'links-ended' })
  }

  protected override load(id: string): Promise<ClassHost | NotNow | null> {
    return ClassHost.load(id, this.#surroundings, this.#keeper)
  }
}
