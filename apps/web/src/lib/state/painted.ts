/** Resolves once the browser has shown what is there now: what is heavy can then come without holding that up. */
export const painted = (): Promise<void> =>
  new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => resolve())))
