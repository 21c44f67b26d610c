import { BROWSER_FLOOR } from '../apps/web/browser-floor.ts'

type Browser = keyof typeof BROWSER_FLOOR

/** Something that browsers learned lately, and how it is written. */
interface Feature {
  readonly name: string
  readonly written: RegExp
  /** The first version that knows it; absent: none does. */
  readonly since: Readonly<Partial<Record<Browser, string>>>
}

const feature = (name: string, written: RegExp, chrome?: string, firefox?: string, safari?: string): Feature => ({
  name,
  written,
  since: { ...(chrome && { chrome }), ...(firefox && { firefox }), ...(safari && { safari }) },
})

/**
 * What a style sheet's rules may not hang on, from MDN's browser-compat-data. A rule whose selector is not understood is
 * dropped whole, and a declaration by itself: `text-wrap`, `text-spacing-trim` and the like, which leave a page as good
 * as it was, are not here. What stands within `@supports` is asked for first.
 */
const STYLES: readonly Feature[] = [
  feature(':has()', /:has\(/, '105', '121', '15.4'),
  feature('nesting', /[{;}]\s*&|&[:.[]/, '120', '117', '17.2'),
  feature('light-dark()', /light-dark\(/, '123', '120', '17.5'),
  // elsewhere it is a tint that may be missing
  feature(
    'color-mix() but in a background or shadow',
    /[{;](?!background|box-shadow)[\w-]+:[^;{}]*color-mix\(/,
    '111',
    '113',
    '16.2',
  ),
  feature('oklch(), oklab(), lab(), lch(), color()', /[:, (](?:ok)?(?:lch|lab)\(|[:, ]color\(/, '111', '113', '15.4'),
  feature('relative colours', /\((?:from) [\w(#-]/, '119', '128', '16.4'),
  feature('@starting-style', /@starting-style/, '117', '129', '17.5'),
  feature('@scope', /@scope/, '118', '128', '17.4'),
  feature(
    '@position-try, anchor positioning',
    /@position-try|(?:^|[{;])(?:anchor-name|position-anchor|position-area)|anchor\(/,
    '125',
    '147',
    '26',
  ),
  feature(':popover-open', /:popover-open/, '114', '125', '17'),
  feature(':dir()', /:dir\(/, '120', '49', '16.4'),
  feature(':user-valid, :user-invalid', /:user-(?:in)?valid/, '119', '88', '16.5'),
  feature(':state()', /:state\(/, '125', '126', '17.4'),
  feature('::details-content', /::details-content/, '131', '143', '18.4'),
  feature(':open', /:open\b/, '133', '136', '26.5'),
  feature('subgrid', /subgrid/, '117', '71', '16'),
  feature('unprefixed mask', /[{;]mask(?:-image|-size)?:/, '120', '53', '15.4'),
  feature('sin(), pow(), sqrt() …', /[:(, ](?:sin|cos|tan|pow|sqrt|hypot|exp|log)\(/, '111', '108', '15.4'),
  feature('round(), mod(), rem()', /[:(, ](?:round|mod|rem)\(/, '125', '118', '15.4'),
  feature('calc-size(), interpolate-size', /calc-size\(|interpolate-size/, '129'),
  feature('if(), @function', /[:, (]if\(|@function/, '137'),
  feature('linear()', /[:, ]linear\(/, '113', '112', '17.2'),
  feature('field-sizing', /field-sizing/, '123', '152', '26.2'),
  feature('scroll-driven animation', /animation-timeline|scroll-timeline|view-timeline/, '115', undefined, '26'),
  feature('transition-behavior', /transition-behavior|allow-discrete/, '117', '129', '17.4'),
  feature('style queries', /@container[^{]*style\(/, '111', undefined, '18'),
  feature('scroll-state queries', /scroll-state\(/, '133'),
  feature('rcap, rex, ric, rch', /\d(?:rcap|rex|ric|rch)\b/, '118', '147', '17.2'),
  feature('cap', /\dcap\b/, '118', '97', '17.2'),
  feature('overflow-inline, scroll-marker', /::scroll-(?:marker|button)/, '135'),
  feature('@view-transition', /@view-transition|view-transition-name/, '126', '144', '18.2'),
]

/** What a script may not call without having asked for it. */
const SCRIPTS: readonly Feature[] = [
  feature('toSorted(), toReversed(), toSpliced()', /\.to(?:Sorted|Reversed|Spliced)\b/, '110', '115', '16'),
  feature('Array.prototype.with()', /\.with\(/, '110', '115', '16'),
  feature('Array.fromAsync()', /\bfromAsync\b/, '121', '115', '16.4'),
  feature('Object.groupBy(), Map.groupBy()', /\.groupBy\b/, '117', '119', '17.4'),
  feature('Promise.withResolvers()', /\bwithResolvers\b/, '119', '121', '17.4'),
  feature('Promise.try()', /\bPromise\.try\b/, '128', '134', '18.2'),
  feature(
    'Set methods',
    /\.(?:union|intersection|difference|symmetricDifference|isSubsetOf|isSupersetOf|isDisjointFrom)\(/,
    '122',
    '127',
    '17',
  ),
  feature(
    'iterator helpers',
    /\bIterator\.(?:from|concat)\b|(?<!\bObject)\.(?:values|keys|entries|matchAll)\([^()]*\)\.(?:map|filter|take|drop|flatMap|reduce|toArray|forEach|some|every|find)\(|\.toArray\(\)/,
    '122',
    '131',
    '18.4',
  ),
  feature('getOrInsert()', /\.getOrInsert(?:Computed)?\(/, '145', '144', '26.2'),
  feature('isWellFormed(), toWellFormed()', /\.(?:is|to)WellFormed\b/, '111', '119', '16.4'),
  feature('RegExp.escape()', /\bRegExp\.escape\b/, '136', '134', '18.2'),
  feature(
    'Math.sumPrecise(), Math.f16round(), Float16Array',
    /\bsumPrecise\b|\bf16round\b|(?<!['"`])\bFloat16Array\b/,
    '135',
    '129',
    '18.2',
  ),
  feature('Error.isError()', /\bError\.isError\b/, '134', '138', '26'),
  feature('ArrayBuffer.prototype.transfer()', /\.transfer(?:ToFixedLength)?\(/, '114', '122', '17.4'),
  feature('URL.canParse(), URL.parse()', /\bURL\.(?:canParse|parse)\b/, '126', '126', '18'),
  feature('AbortSignal.any()', /\bAbortSignal\.any\b/, '116', '124', '17.4'),
  feature('startViewTransition()', /\bstartViewTransition\b/, '111', '144', '18'),
  feature('checkVisibility()', /\bcheckVisibility\b/, '105', '106', '17.4'),
  feature('Intl.DurationFormat', /\bIntl\.DurationFormat\b/, '129', '136', '16.4'),
  feature('Intl.Segmenter', /\bIntl\.Segmenter\b/, '87', '125', '14.1'),
  feature('setHTMLUnsafe(), moveBefore()', /\.(?:setHTMLUnsafe|moveBefore|setHTML)\(/, '133', '144', '17.4'),
  feature('scheduler', /\bscheduler\.(?:yield|postTask)\b/, '129', '142'),
  feature('Temporal', /(?<!['"`])\bTemporal\./, '144', '139'),
  feature('using', /(?:^|[;{}])\s*(?:await )?using \w+=/, '134', '141'),
  feature('import attributes', /\bfrom\s*["'`][^"'`]*["'`]\s*with\s*\{/, '123', '138', '17.2'),
]

/** A regular expression's flags and groups; what stands before tells it from a division. */
const EXPRESSION = /(?:^|[(,=:[!&|?{;]|return)\/((?![*/])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([dgimsuvy]*)/g
const EXPRESSIONS: readonly (Feature & { readonly of: 'pattern' | 'flags' })[] = [
  { ...feature('flag v', /v/, '112', '116', '17'), of: 'flags' },
  { ...feature('modifiers in a group', /\(\?[ims]*-?[ims]+:/, '125', '132', '26'), of: 'pattern' },
]

const numbers = (version: string) => version.split('.').map(Number)

/** Whether a browser of the floor does not know it. */
function isNewer({ since }: Feature): boolean {
  return (Object.keys(BROWSER_FLOOR) as Browser[]).some((browser) => {
    const first = since[browser]
    if (first === undefined) return true
    const [major = 0, minor = 0] = numbers(first)
    const [floor = 0, floorMinor = 0] = numbers(BROWSER_FLOOR[browser])
    return major > floor || (major === floor && minor > floorMinor)
  })
}

/** A style sheet without its `@supports` blocks. */
function unasked(css: string): string {
  let rest = css
  for (let at = rest.indexOf('@supports'); at >= 0; at = rest.indexOf('@supports', at)) {
    let depth = 0
    let end = rest.indexOf('{', at)
    do {
      if (rest[end] === '{') depth++
      if (rest[end] === '}') depth--
      end++
    } while (depth > 0 && end < rest.length)
    rest = rest.slice(0, at) + rest.slice(end)
  }
  return rest
}

const found = (features: readonly Feature[], text: string) =>
  features.filter((one) => isNewer(one) && one.written.test(text)).map(({ name }) => name)

/** Names what in a built style sheet the oldest browser does not know. */
export function newerStyles(css: string): readonly string[] {
  return found(STYLES, unasked(css))
}

/** Names what in a built script the oldest browser does not know. */
export function newerScripts(js: string): readonly string[] {
  const expressions = [...js.matchAll(EXPRESSION)].flatMap(([, pattern = '', flags = '']) =>
    EXPRESSIONS.filter((one) => isNewer(one) && one.written.test(one.of === 'flags' ? flags : pattern)),
  )
  return [...found(SCRIPTS, js), ...new Set(expressions.map(({ name }) => name))]
}
