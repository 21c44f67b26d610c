/** A page of some browser, as far as a pair needs it. */
export interface EnginePage {
  goto(url: string): Promise<void>
  /** Runs an expression in the page. @returns what it comes to, as JSON */
  evaluate(expression: string): Promise<unknown>
  /** Types into the element as a keyboard would; `\n` is Enter. */
  type(selector: string, text: string): Promise<void>
  screenshot(file: string): Promise<void>
}

/** A browser engine that this machine may have. */
export interface Engine {
  readonly name: string
  /** Why it can't be used here; null when it can. */
  readonly missing: string | null
  /** Opens a window of its own, 1280 × 800. @returns its page, its version, and what ends it */
  open(): Promise<Opened>
}

export interface Opened {
  readonly version: string
  readonly page: EnginePage
  close(): Promise<void>
}
