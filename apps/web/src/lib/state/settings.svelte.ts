import { baseLocale, getLocale, isLocale, type Locale, overwriteGetLocale, setLocale } from '#lib/paraglide/runtime.js'
import { recall, remember } from './storage.ts'

const THEMES = ['system', 'light', 'dark'] as const
type Theme = (typeof THEMES)[number]

/** auto: relative once an initial sequence number has more than five digits. */
const NUMBERS = ['auto', 'relative', 'absolute'] as const
type Numbers = (typeof NUMBERS)[number]

const pick = <T extends string>(choices: readonly T[], stored: unknown, otherwise: T): T =>
  choices.find((choice) => choice === stored) ?? otherwise

/**
 * What the reader chose, kept in this browser. The locale is a rune that Paraglide reads, so a switch rewrites every
 * sentence in place: nothing is mounted anew, sockets and half-composed segments stay.
 */
class Settings {
  #locale = $state<Locale>(baseLocale)
  #theme = $state<Theme>('system')
  #numbers = $state<Numbers>('auto')
  #keys = $state(true)
  /** This page has a language or colours of its own, whatever is chosen in the browser's other tabs. */
  #own: { readonly locale: Locale | null; readonly theme: Theme | null } = { locale: null, theme: null }

  constructor() {
    const chosen = getLocale()
    overwriteGetLocale(() => this.#locale)
    this.#locale = chosen
    this.#theme = pick(THEMES, recall('theme'), 'system')
    this.#numbers = pick(NUMBERS, recall('numbers'), 'auto')
    this.#keys = recall('keys') !== false
    this.#paint()
    // Another tab of this browser chose otherwise.
    addEventListener('storage', ({ key, newValue }) => {
      if (key === 'PARAGLIDE_LOCALE' && isLocale(newValue)) this.#locale = this.#own.locale ?? newValue
      this.#theme = this.#own.theme ?? pick(THEMES, recall('theme'), 'system')
      this.#numbers = pick(NUMBERS, recall('numbers'), 'auto')
      this.#keys = recall('keys') !== false
      this.#paint()
    })
  }

  get locale(): Locale {
    return this.#locale
  }

  set locale(locale: Locale) {
    void setLocale(locale, { reload: false })
    this.#locale = locale
    this.#paint()
  }

  get theme(): Theme {
    return this.#theme
  }

  set theme(theme: Theme) {
    this.#theme = theme
    remember('theme', theme)
    this.#paint()
  }

  get numbers(): Numbers {
    return this.#numbers
  }

  set numbers(numbers: Numbers) {
    this.#numbers = numbers
    remember('numbers', numbers)
  }

  /** Whether single keys act while nothing is being typed (WCAG 2.1.4). */
  get keys(): boolean {
    return this.#keys
  }

  set keys(keys: boolean) {
    this.#keys = keys
    remember('keys', keys)
  }

  /**
   * What this page's address says of its language and colours: the projector's page stands in the browser of an instructor
   * whose other tabs stay as they are. Nothing of it is kept.
   */
  ofThisPage(said: Pick<URLSearchParams, 'get'>): void {
    const locale = said.get('lang')
    const theme = THEMES.find((known) => known === said.get('theme')) ?? null
    this.#own = { locale: isLocale(locale) ? locale : null, theme }
    this.#locale = this.#own.locale ?? this.#locale
    this.#theme = theme ?? this.#theme
    this.#paint()
  }

  /** `app.html` does the same before the first paint. */
  #paint() {
    const root = document.documentElement
    root.lang = this.#locale
    if (this.#theme === 'system') delete root.dataset.theme
    else root.dataset.theme = this.#theme
  }
}

export const settings = new Settings()
