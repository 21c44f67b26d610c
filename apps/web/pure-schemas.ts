import type { Plugin } from 'vite'

/** The modules whose schemas are marked: those of the packages, where `v` is valibot. */
const MODULES = /[\\/]packages[\\/](session|classroom|capture)[\\/]src[\\/].*\.ts$/

/**
 * Marks the making of valibot's schemas as what it is, free of effects, so that a page gets the schemas that it parses
 * with and no other of the same file. Rolldown does not see it by itself through `import * as v`.
 */
export const pureSchemas = (): Plugin => ({
  name: 'pure-schemas',
  enforce: 'pre',
  transform(code, id) {
    if (!MODULES.test(id) || !code.includes("import * as v from 'valibot'")) return null
    return { code: code.replace(/(?<![\w.])v\.\w+\(/g, '/* @__PURE__ */ $&'), map: null }
  },
})
