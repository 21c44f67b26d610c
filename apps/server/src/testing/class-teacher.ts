import { randomBytes } from 'node:crypto'
import type { BoardNews, ClassCommand, ClassServerMessage, TilesNews, WallNews } from '@woshou/classroom'
import type { OpenedClass } from '@woshou/classroom/api'
import { PROTOCOL } from '@woshou/session'
import { WebSocket } from 'ws'
import { Lookout } from './lookout.ts'

/** An instructor's browser: signed in, with the cookie that says so. */
export class ClassTeacher {
  readonly url: string
  /** What it sends as `Cookie`. */
  readonly cookie: string

  /** The first account of a server. @param token of the set-up link that the server printed */
  static setUp(
    url: string,
    token: string,
    login = 'teacher',
    password = 'correct horse battery',
  ): Promise<ClassTeacher> {
    return ClassTeacher.#enter(url, '/api/account/setup', { token, login, name: login, password })
  }

  static logIn(url: string, login: string, password: string): Promise<ClassTeacher> {
    return ClassTeacher.#enter(url, '/api/account/login', { login, password })
  }

  static async #enter(url: string, path: string, body: object): Promise<ClassTeacher> {
    const response = await post(url, path, body)
    const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0] ?? '')
    return new ClassTeacher(url, cookies.join('; '))
  }

  /** @param cookie `woshou_login=…` */
  constructor(url: string, cookie: string) {
    this.url = url
    this.cookie = cookie
  }

  openClass(name: string): Promise<OpenedClass> {
    return this.post<OpenedClass>('/api/classes', { name })
  }

  /** Asks; throws on what isn't a success. */
  async post<Body>(path: string, body: object): Promise<Body> {
    return (await (await post(this.url, path, body, this.cookie)).json()) as Body
  }

  async get<Body>(path: string): Promise<Body> {
    const response = await fetch(this.url + path, { headers: { cookie: this.cookie } })
    if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as Body
  }

  /** @returns the class's version after it */
  async command(id: string, command: ClassCommand | { readonly type: 'start-round'; readonly [key: string]: unknown }) {
    const given = { id: randomBytes(12).toString('base64url'), command }
    return (await this.post<{ version: number }>(`/api/classes/${id}/commands`, given)).version
  }

  /** Opens the board's socket; resolves when it has been told the whole class. */
  board(id: string): Promise<ClassBoard> {
    return told(new ClassBoard(this.url, id, this.cookie))
  }

  /** Opens the projector's, likewise. */
  wall(id: string): Promise<ClassScreen<WallNews>> {
    const watch = { type: 'watch-wall', protocol: PROTOCOL, class: id }
    return told(new ClassScreen<WallNews>(this.url, watch, this.cookie))
  }
}

/** A screen when it has been told the first time. */
async function told<Screen extends ClassScreen<BoardNews | WallNews>>(screen: Screen): Promise<Screen> {
  await screen.until(() => screen.news)
  return screen
}

async function post(url: string, path: string, body: object, cookie?: string): Promise<Response> {
  const headers = { 'content-type': 'application/json', origin: url, ...(cookie !== undefined && { cookie }) }
  const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${await response.text()}`)
  return response
}

/** One entry of a board: how a pair stands. */
export type BoardTile = TilesNews['tiles'][number] & {
  /** When it was told, `performance.now()`. */
  readonly at: number
}

/** A board or a wall. */
export class ClassScreen<News extends BoardNews | WallNews> {
  readonly #socket: WebSocket
  readonly #lookout = new Lookout()
  /** What the class told last. */
  news: News | null = null
  /** Of the newest round. */
  readonly tiles = new Map<number, BoardTile>()
  round = 0
  /** How many messages came, and how many bytes. */
  messages = 0
  bytes = 0
  /** Hears of each tile that comes. */
  heard: (tile: BoardTile) => void = () => {}
  /** Why its socket has closed, or what it was refused with; null while it is open. */
  closed: string | null = null

  /** @param watch what it asks for, as whom its cookie says */
  constructor(url: string, watch: object, cookie: string) {
    this.#socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, { headers: { origin: url, cookie } })
    this.#socket.on('open', () => this.#socket.send(JSON.stringify(watch)))
    this.#socket.on('message', (data) => this.#hear(data.toString()))
    this.#socket.on('error', () => {})
    this.#socket.on('close', (code, reason) => {
      this.closed ??= `${code} ${reason.toString()}`
      this.#lookout.look()
    })
  }

  /** Waits until `find` finds something; it is asked after each message. Rejects when the socket closes before. */
  until<Found>(find: () => Found | undefined | null | false): Promise<Found> {
    return this.#lookout.until(find, () => this.closed && `the screen’s socket has closed: ${this.closed}`)
  }

  close(): void {
    this.#socket.terminate()
  }

  #hear(text: string): void {
    this.messages += 1
    this.bytes += Buffer.byteLength(text)
    const message = JSON.parse(text) as ClassServerMessage | { readonly type: 'error' }
    if (message.type === 'class') this.news = message as News
    else if (message.type === 'tiles') this.#take(message)
    else if (message.type === 'error') this.closed ??= text
    this.#lookout.look()
  }

  #take({ round, tiles }: TilesNews): void {
    if (round !== this.round) this.tiles.clear()
    this.round = round
    const at = performance.now()
    for (const tile of tiles) {
      const told = { ...tile, at }
      this.tiles.set(tile.pair, told)
      this.heard(told)
    }
  }
}

/** An instructor's board as its socket tells it. */
export class ClassBoard extends ClassScreen<BoardNews> {
  constructor(url: string, id: string, cookie: string) {
    super(url, { type: 'watch-class', protocol: PROTOCOL, class: id }, cookie)
  }
}
