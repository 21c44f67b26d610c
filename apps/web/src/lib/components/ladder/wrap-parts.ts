import { textWidth } from './text-width.ts'

/** Joins parts with spaces into as few rows as fit into `em`; a part wider than that gets a row of its own. */
export function wrapParts(parts: readonly string[], em: number): readonly string[] {
  const rows: string[] = []
  for (const part of parts) {
    const last = rows.at(-1)
    const joined = last === undefined ? part : `${last} ${part}`
    if (last === undefined || textWidth(joined) > em + 1e-6) rows.push(part)
    else rows[rows.length - 1] = joined
  }
  return rows
}
