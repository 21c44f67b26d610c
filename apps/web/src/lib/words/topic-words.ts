import type { Topic } from '@woshou/session/drill'
import { m } from '#lib/paraglide/messages.js'

/** What drills are chosen by. */
export function topicWords(topic: Topic): string {
  const words: Record<Topic, () => string> = {
    open: m.topic_open,
    data: m.topic_data,
    close: m.topic_close,
    loss: m.topic_loss,
    reset: m.topic_reset,
    application: m.topic_application,
    arrivals: m.topic_arrivals,
  }
  return words[topic]()
}
