/** Why a call of `npm run admin` is wrong, or finds nothing. */
export class AdminError extends Error {
  readonly exitCode: number

  constructor(message: string, exitCode: number) {
    super(message)
    this.exitCode = exitCode
  }
}

/** @param usage how it is called rightly */
export const calledWrongly = (message: string, usage: string) => new AdminError(`${message}\n\n${usage}`, 2)
export const notFound = (message: string) => new AdminError(message, 3)
