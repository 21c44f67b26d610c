import { readFileSync, writeFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { Plugin } from 'vite'

const ROOT = join(import.meta.dirname, '../..')

/** A module below the root, the same on every platform. */
const below = (id: string) => relative(ROOT, id).split(sep).join('/')

/** Where `npm run parts` wants told what a build shares: nothing is joined in that one. */
const chunksFile = process.env.WOSHOU_CHUNKS

const listed: readonly (readonly string[])[] = chunksFile
  ? []
  : JSON.parse(readFileSync(join(import.meta.dirname, 'parts.json'), 'utf8'))

/**
 * What pages have in common in part, each a file. The bundler makes one for each set of pages that share a thing: 131 scripts
 * of a page for playing, which was half of its time until it could be used. `npm run parts` has found which are best
 * joined (parts.json); a module that is newer stands apart until it is run again, and one that is gone does no harm.
 */
export const parts = listed.map((modules, at) => {
  const members = new Set(modules)
  return {
    name: `part-${at}`,
    test: (id: string) => members.has(below(id)),
    minShareCount: 2,
    // below 1, which are the groups of vite.config.ts; those first that others need
    priority: 1 - (at + 1) / (listed.length + 1),
  }
})

/** Tells `npm run parts` of the build's files. */
export const tellChunks = (): Plugin => ({
  name: 'tell chunks',
  generateBundle(_options, bundle) {
    if (!chunksFile || this.environment.name !== 'client') return
    const chunks = Object.values(bundle).flatMap((one) => {
      if (one.type !== 'chunk') return []
      const { code, facadeModuleId, fileName: file, imports, isDynamicEntry, isEntry, moduleIds, name } = one
      const entry = isEntry || isDynamicEntry ? below(facadeModuleId ?? name) : null
      return { file, entry, name, size: code.length, imports, modules: moduleIds.map(below) }
    })
    writeFileSync(chunksFile, JSON.stringify(chunks))
  },
})
