/** A console for a command that a test calls: what it prints, as a terminal shows it. */
export class KeptOutput implements Pick<Console, 'log' | 'error'> {
  #out = ''
  #error = ''

  get out(): string {
    return this.#out
  }

  get printedAsError(): string {
    return this.#error
  }

  log(lines: string): void {
    this.#out += `${lines}\n`
  }

  error(lines: string): void {
    this.#error += `${lines}\n`
  }
}
