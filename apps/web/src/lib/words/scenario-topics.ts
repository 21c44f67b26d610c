import type { CatalogueEntry } from '@woshou/session'
import { m } from '#lib/paraglide/messages.js'

/** Scenarios as they are listed: topic by topic, each with what it is called. What has none is left out. */
export const byTopic = (scenarios: readonly CatalogueEntry[]) =>
  (
    [
      ['open', m.topic_open()],
      ['data', m.topic_data()],
      ['close', m.topic_close()],
      ['loss', m.topic_loss()],
      ['congestion', m.topic_congestion()],
      ['reset', m.topic_reset()],
      ['museum', m.topic_museum()],
      ['free', m.topic_free()],
    ] as const
  )
    .map(([topic, name]) => ({ topic, name, members: scenarios.filter((one) => one.topic === topic) }))
    .filter(({ members }) => members.length > 0)
