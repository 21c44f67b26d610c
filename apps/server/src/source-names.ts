import { readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { fileURLToPath } from 'node:url'

/**
 * Has the stacks of a build's errors name sources. Node could, and would read every map at the start, which takes as long
 * as the code: here a map is read when the first stack wants it. Where there is none (any more), a stack names the build:
 * whoever asks for it has an error to tell, and no other may take its place.
 * @param build the URL of its folder
 */
export function nameSources(build: string): void {
  const maps = new Map<string, SourceMap | null>()
  const mapOf = (file: string): SourceMap | null => {
    if (!maps.has(file)) maps.set(file, readMap(`${fileURLToPath(file)}.map`))
    return maps.get(file) ?? null
  }
  const place = /(file:[^\s()]+):(\d+):(\d+)/
  const named = (frame: string) =>
    frame.replace(place, (all, file: string, line: string, column: string) => {
      if (!file.startsWith(`${build}/`)) return all
      // counted from 0 there
      const entry = mapOf(file)?.findEntry(Number(line) - 1, Number(column) - 1)
      if (!entry || !('originalSource' in entry)) return all
      return `${new URL(entry.originalSource, file).href}:${entry.originalLine + 1}:${entry.originalColumn + 1}`
    })
  Error.prepareStackTrace = (error, frames) =>
    [Error.prototype.toString.call(error), ...frames.map((frame) => `    at ${named(`${frame}`)}`)].join('\n')
}

function readMap(file: string): SourceMap | null {
  try {
    return new SourceMap(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return null
  }
}
