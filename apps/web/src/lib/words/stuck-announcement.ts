import { m } from '#lib/paraglide/messages.js'

/** So many are named in one breath. */
const NAMED = 4

/** Who is newly stuck, and who no longer, for a screen reader. */
export function stuckAnnouncement(news: {
  readonly now: readonly { readonly words: string }[]
  readonly noLonger: readonly { readonly words: string }[]
}): string {
  return [
    news.now.length > 0 && m.teach_said_stuck({ who: list(news.now) }),
    news.noLonger.length > 0 && m.teach_said_no_longer({ who: list(news.noLonger) }),
  ]
    .filter((sentence) => typeof sentence === 'string')
    .join(' ')
}

const list = (all: readonly { readonly words: string }[]): string => {
  const named = all.slice(0, NAMED).map(({ words }) => words)
  return [...named, ...(all.length > NAMED ? [m.teach_said_more({ more: all.length - NAMED })] : [])].join(
    m.teach_said_and(),
  )
}
