/** A piece of a line. */
export type Piece =
  | { readonly kind: 'text' | 'strong' | 'label' | 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string }
type Line = readonly Piece[]

/** A block of a document. */
export type Block =
  | { readonly kind: 'title' | 'heading' | 'paragraph'; readonly line: Line }
  | { readonly kind: 'steps' | 'points'; readonly lines: readonly Line[] }
  | { readonly kind: 'table'; readonly head: readonly Line[]; readonly rows: readonly (readonly Line[])[] }

const PIECES =
  /\*\*(?<strong>[^*]+)\*\*|\*(?<label>[^*]+)\*|【(?<mark>[^】]+)】|`(?<code>[^`]+)`|\[(?<text>[^\]]+)\]\((?<href>[^)]+)\)/gu

/**
 * What a page of docs/ says, to be shown by the app: the little of Markdown that these pages use. A label is what stands on
 * a page of the app: `*Pause*`, 【暂停】.
 */
export function pageText(markdown: string): readonly Block[] {
  const blocks: Block[] = []
  for (const block of markdown.trim().split(/\n\s*\n/u)) {
    const lines = block.split('\n')
    const [first = ''] = lines
    if (first.startsWith('# ')) blocks.push({ kind: 'title', line: piecesOf(first.slice(2)) })
    else if (first.startsWith('## ')) blocks.push({ kind: 'heading', line: piecesOf(first.slice(3)) })
    else if (/^\d+\. /u.test(first)) blocks.push({ kind: 'steps', lines: items(block, /^\d+\. /mu) })
    else if (first.startsWith('- ')) blocks.push({ kind: 'points', lines: items(block, /^- /mu) })
    else if (first.startsWith('|')) {
      const [head = [], , ...rows] = lines.map((row) =>
        row
          .split('|')
          .slice(1, -1)
          .map((cell) => piecesOf(cell)),
      )
      blocks.push({ kind: 'table', head, rows })
    } else blocks.push({ kind: 'paragraph', line: piecesOf(block) })
  }
  return blocks
}

const items = (block: string, mark: RegExp): readonly Line[] =>
  block
    .split(mark)
    .slice(1)
    .map((item) => piecesOf(item))

/** Between Chinese letters a line's end is no blank. */
const oneLine = (text: string): string =>
  text
    .trim()
    .replace(/(?<=[\p{Script=Han}，。、；：？！”）】])\n\s*(?=[\p{Script=Han}“（【])/gu, '')
    .replace(/\s*\n\s*/gu, ' ')

function piecesOf(text: string): Line {
  const line = oneLine(text)
  const pieces: Piece[] = []
  let at = 0
  for (const found of line.matchAll(PIECES)) {
    const { code, href = '', label, mark, strong, text: shown = '' } = found.groups ?? {}
    if (found.index > at) pieces.push({ kind: 'text', text: line.slice(at, found.index) })
    if (strong !== undefined) pieces.push({ kind: 'strong', text: strong })
    else if (code !== undefined) pieces.push({ kind: 'code', text: code })
    else if (label !== undefined) pieces.push({ kind: 'label', text: label })
    else if (mark !== undefined) pieces.push({ kind: 'label', text: `【${mark}】` })
    else pieces.push({ kind: 'link', text: shown, href })
    at = found.index + found[0].length
  }
  if (at < line.length) pieces.push({ kind: 'text', text: line.slice(at) })
  return pieces
}
