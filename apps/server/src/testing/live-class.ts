import { type ClassCommand, ClassCommandSchema, type SocketMessage } from '@woshou/classroom'
import type { AccountRole, ClassRight } from '@woshou/classroom/api'
import * as v from 'valibot'
import { type Bus, LocalBus } from '../live/bus.ts'
import { ClassQuestions } from '../live/class/class-questions.ts'
import { ClassRegistry } from '../live/class/class-registry.ts'
import { RoundsFromLog } from '../live/class/rounds-from-log.ts'
import { Tiles } from '../live/class/tiles.ts'
import { Halls } from '../live/halls.ts'
import { isNotNow } from '../live/not-now.ts'
import type { Registry } from '../live/registry.ts'
import { fillShelf } from '../scenario-shelf.ts'
import type { Services } from '../services.ts'
import { type Caller, STRANGER } from '../socket/caller.ts'
import { type Entrances, entrances } from '../socket/entrances.ts'
import type { Entrance, Guest, Line, Opening, Told } from '../socket/guest.ts'
import { openStorage } from '../storage/prisma/open-storage.ts'
import { drawToken, hashToken } from '../storage/seat-token.ts'
import type { Storage } from '../storage/storage.ts'
import { storeAccount } from './instructor.ts'
import { liveSessions } from './live-sessions.ts'
import { Lookout } from './lookout.ts'
import { putMigratedFile } from './migrated-file.ts'
import { PATIENT_BOUNDS } from './patience.ts'
import { letIn, newClass, newcomer } from './stored-class.ts'
import { TemporaryFolder } from './temporary-folder.ts'

/** A student as their phone knows them. */
export interface Student {
  readonly id: string
  readonly token: string
  readonly name: string
}

/** Somebody signed in. */
export interface SignedIn {
  readonly id: string
  /** The cookie's token. */
  readonly login: string
  readonly caller: Caller
}

/** One server's guests over a real storage, without a network: what is said to each page is there as it would leave. */
export class GuestServer {
  readonly storage: Storage
  readonly services: Services
  readonly registry: Registry
  readonly classes: ClassRegistry
  readonly tiles: Tiles
  readonly #entrances: Entrances

  /** Another server over the same storage. */
  static async over(storage: Storage, bus: Bus = new LocalBus()): Promise<GuestServer> {
    return new GuestServer(storage, bus, await fillShelf(null))
  }

  private constructor(storage: Storage, bus: Bus, shelf: Services['shelf']) {
    const report = (error: unknown) => {
      throw error
    }
    const { ballots, classLog, log } = storage
    const questions = new ClassQuestions(log)
    const clock = Date.now
    const ticks = () => performance.now()
    const surroundings = { bus, clock, ticks, presenceGrace: 1_500, vacantAfter: 60_000, report }
    this.storage = storage
    this.registry = liveSessions({ bus, log, ticks })
    this.classes = new ClassRegistry({
      ...surroundings,
      classLog,
      classes: storage.classes,
      ballots,
      questions,
      registry: this.registry,
      sessionLog: log,
      scenario: (id) => shelf.get(id) ?? null,
    })
    const rounds = new RoundsFromLog({ classLog, bus, report })
    this.tiles = new Tiles({ bus, log, registry: this.registry, rounds, clock, ticks, report, told: () => {} })
    this.services = {
      storage,
      registry: this.registry,
      classes: this.classes,
      questions,
      tiles: this.tiles,
      shelf,
      failures: { report },
      halls: new Halls(ticks),
      metrics: { joined: () => {}, moved: () => {} },
      turnstile: { pass: (_address: string, work: () => unknown) => work() },
      storageShare: { mayMove: () => true, spend: () => {} },
      clock,
    } as unknown as Services
    this.#entrances = entrances(this.services)
  }

  /** Says the first message on a connection of its own. */
  async open(message: Opening, caller: Caller = STRANGER): Promise<FakePage> {
    const page = new FakePage(caller)
    const entrance = this.#entrances[message.type] as Entrance
    const entry = await entrance(message, page)
    const entered = entry.ok ? entry.enter() : entry
    if (entered.ok) page.guest = entered.guest
    else {
      page.refuse(entered)
      page.close(entered.close)
    }
    return page
  }

  async command(classId: string, command: v.InferInput<typeof ClassCommandSchema>): Promise<void> {
    const parsed: ClassCommand = v.parse(ClassCommandSchema, command)
    const answer = await this.classes.using(classId, (host) => {
      if (!host) throw new Error('no such class')
      return host.command({ id: drawToken(), command: parsed }, 'somebody')
    })
    if (isNotNow(answer) || !answer.ok) throw new Error(JSON.stringify(answer))
  }

  async close(): Promise<void> {
    await this.classes.close()
    await this.registry.close()
    this.tiles.close()
  }
}

/** A browser's page at the other end of a connection. */
export class FakePage implements Line {
  readonly address = '::1'
  readonly caller: Caller
  open = true
  closedWith: number | null = null
  /** Each message as it came. */
  readonly raw: string[] = []
  guest: Guest | null = null
  readonly #lookout = new Lookout()

  constructor(caller: Caller) {
    this.caller = caller
  }

  // biome-ignore lint/suspicious/noExplicitAny: tests look at whatever was said
  get messages(): any[] {
    return this.raw.map((text) => JSON.parse(text))
  }

  of(type: string) {
    return this.messages.filter((message) => message.type === type)
  }

  say(message: SocketMessage): void {
    this.guest?.hear(message)
  }

  send(message: unknown): void {
    this.sendText(JSON.stringify(message))
  }

  sendText(text: string): void {
    if (!this.open) throw new Error(`nothing is said to who has been shown out: ${text}`)
    this.raw.push(text)
    this.#lookout.look()
  }

  refuse({ code, field, id, session }: Told): void {
    this.send({ type: 'error', code, field, id, session })
  }

  close(code: number): void {
    this.open = false
    this.closedWith = code
    this.guest?.leave(false)
    this.guest = null
  }

  /** The browser goes. */
  leave(): void {
    this.open = false
    this.guest?.leave(true)
    this.guest = null
  }

  /** Waits for a message, of those after the first `from`. */
  // biome-ignore lint/suspicious/noExplicitAny: see `messages`
  until(find: (message: any) => boolean, from = 0): Promise<any> {
    return this.#lookout.until(() => this.messages.slice(from).find(find))
  }
}

/** A class in a storage of its own, with whoever teaches it and whoever comes in. */
export class LiveClass {
  readonly id = drawToken()
  readonly storage: Storage
  readonly #folder: TemporaryFolder

  static async begin(): Promise<LiveClass> {
    const folder = new TemporaryFolder()
    const file = folder.file('woshou.db')
    await putMigratedFile(file)
    const storage = await openStorage(`file:${file}`, undefined, { bounds: PATIENT_BOUNDS })
    const made = new LiveClass(storage, folder)
    const owner = await made.#account('owner', 'instructor')
    const doors = { code: '12345678', secret: drawToken() }
    await storage.classes.create(newClass(owner.id, { id: made.id, doors }))
    made.#owner = owner
    return made
  }

  #owner: SignedIn | null = null

  private constructor(storage: Storage, folder: TemporaryFolder) {
    this.storage = storage
    this.#folder = folder
  }

  get owner(): SignedIn {
    if (!this.#owner) throw new Error('nobody owns it')
    return this.#owner
  }

  /** Somebody who is signed in, with a right in the class or without. */
  async account(login: string, right: Exclude<ClassRight, 'owner'> | null, role: AccountRole = 'instructor') {
    const account = await this.#account(login, role)
    if (right) await this.storage.classes.setRight(this.id, account.id, right)
    return account
  }

  async student(name: string): Promise<Student> {
    const token = drawToken()
    const { id, name: called } = await letIn(this.storage.classes, this.id, newcomer(name, token))
    return { id, token, name: called }
  }

  async close(): Promise<void> {
    await this.storage.close()
    this.#folder[Symbol.dispose]()
  }

  async #account(login: string, role: AccountRole): Promise<SignedIn> {
    const { accounts } = this.storage
    const [id, token] = [await storeAccount(this.storage, login, role), drawToken()]
    await accounts.keepLogin(id, hashToken(token), Date.now() + 3_600_000)
    const signedIn = async () => {
      const account = await accounts.byLoginToken(token, Date.now())
      return account && { id: account.id, login, name: login, role }
    }
    return { id, login: token, caller: { signedIn, origins: [] } }
  }
}
