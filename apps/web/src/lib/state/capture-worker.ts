import { conversationLog, endpointText, readCapture, scenarioFromConversation } from '@woshou/capture'
import type { CaptureAnswer, CaptureRequest, ListedConversation } from './capture-reader.ts'

/**
 * Reads captures beside the page, so that a large or a hostile file leaves the page alive. Conversations stay here: only
 * the one that is looked at is sent over.
 */
let conversations: Extract<ReturnType<typeof readCapture>, { ok: true }>['conversations'] = []

async function answer(request: CaptureRequest): Promise<CaptureAnswer> {
  if (request.type === 'read') {
    const read = readCapture(new Uint8Array(await request.file.arrayBuffer()))
    if (!read.ok) return { type: 'refused', error: read.error }
    conversations = read.conversations
    const { format, packets, problems } = read
    return { type: 'read', format, packets, problems, conversations: conversations.map(listed) }
  }
  const conversation = conversations[request.index]
  if (!conversation) return { type: 'gone' }
  if (request.type === 'log') return { type: 'log', log: conversationLog(conversation) }
  return { type: 'scenario', ...scenarioFromConversation(conversation, request.role) }
}

function listed({ client, from, index, leftOut, segments, server, start, until }: (typeof conversations)[number]) {
  const packets = segments.length
  const bytes = segments.reduce((sum, { segment }) => sum + segment.text.length, 0)
  const ends = { client: endpointText(client), server: endpointText(server) }
  return { index, ...ends, start, from, until, packets, bytes, leftOut } satisfies ListedConversation
}

addEventListener('message', ({ data }: MessageEvent<{ id: number; request: CaptureRequest }>) => {
  answer(data.request).then(
    (said) => postMessage({ id: data.id, answer: said }),
    // a file that the browser cannot hand over, or one too large for its memory
    () => postMessage({ id: data.id, answer: { type: 'failed' } satisfies CaptureAnswer }),
  )
})
