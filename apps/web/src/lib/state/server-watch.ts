/** Between two questions, and for an answer, ms. */
const EVERY = 2_000
const PATIENCE = 5_000

/**
 * Asks whether the server answers, again and again while it does not.
 * @param tell what each question came to
 * @returns stops asking
 */
export function watchServer(tell: (answers: boolean) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let stopped = false
  const ask = async () => {
    const answers = await fetch('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE) }).then(
      ({ ok }) => ok,
      () => false,
    )
    if (stopped) return
    tell(answers)
    if (!answers) timer = setTimeout(ask, EVERY)
  }
  void ask()
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}
