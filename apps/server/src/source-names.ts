import { readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { fileURLToPath } from 'node:url'

/**
 * Has the stacks of a build's errors name sources. Node could, and would read every map at the start, which takes as long
 * as the code: here a map is read when the first stack wants it.
 * @param build the URL of its folder
 */
export function nameSources(build: string): void {
  const maps = new Map<string, SourceMap>()
  const mapOf = (file: string): SourceMap => {
    const known = maps.get(file) ?? new SourceMap(JSON.parse(readFileSync(`${fileURLToPath(file)}.map`, 'utf8')))
    maps.set(file, known)
    return known
  }
  const place = /(file:[^\s()]+):(\d+):(\d+)/
  const named = (frame: string) =>
    frame.replace(place, (all, file: string, line: string, column: string) => {
      if (!file.startsWith(`${build}/`)) return all
      // counted from 0 there
      const entry = mapOf(file).findEntry(Number(line) - 1, Number(column) - 1)
      if (!('originalSource' in entry)) return all
      return `${new URL(entry.originalSource, file).href}:${entry.originalLine + 1}:${entry.originalColumn + 1}`
    })
  Error.prepareStackTrace = (error, frames) =>
    [Error.prototype.toString.call(error), ...frames.map((frame) => `    at ${named(`${frame}`)}`)].join('\n')
}
