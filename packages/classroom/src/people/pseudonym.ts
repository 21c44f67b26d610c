import type { Localized } from '@woshou/session'

/**
 * The colours of pseudonyms: told apart by ear in both languages, none of them a judgement, and none of them the two
 * ends' own (indigo, vermilion).
 */
const COLOURS = [
  { en: 'Amber', 'zh-CN': '琥珀' },
  { en: 'Jade', 'zh-CN': '翡翠' },
  { en: 'Pearl', 'zh-CN': '珍珠' },
  { en: 'Coral', 'zh-CN': '珊瑚' },
  { en: 'Copper', 'zh-CN': '紫铜' },
  { en: 'Olive', 'zh-CN': '橄榄' },
  { en: 'Violet', 'zh-CN': '紫罗兰' },
  { en: 'Silver', 'zh-CN': '白银' },
  { en: 'Maple', 'zh-CN': '红枫' },
  { en: 'Azure', 'zh-CN': '蔚蓝' },
  { en: 'Sand', 'zh-CN': '流沙' },
  { en: 'Slate', 'zh-CN': '青石' },
] as const satisfies readonly Localized[]

/** How high the numbers go that one colour is given with: two digits are read out quickest. */
const NUMBERS = 99

/**
 * What a student is called on the wall and in the logs: "Amber 12", 琥珀 12. The number alone is unique in classes of up to
 * 99, so that "twelve" suffices where a teacher calls somebody; both together are unique whatever the size.
 * @param nth how many students the class had before this one, those who were removed among them: it never has it twice
 */
export function pseudonym(nth: number): Localized {
  const colour = COLOURS[((nth % NUMBERS) + Math.floor(nth / NUMBERS)) % COLOURS.length] ?? COLOURS[0]
  const round = Math.floor(nth / (NUMBERS * COLOURS.length))
  const number = (nth % NUMBERS) + 1 + round * NUMBERS
  return { en: `${colour.en} ${number}`, 'zh-CN': `${colour['zh-CN']} ${number}` }
}

/** A student's name as a class has stored it; null once it has been forgotten: then the pseudonym stands in its place. */
export const rememberedName = ({ name, nth }: { readonly name: string; readonly nth: number }): string | null =>
  name === pseudonym(nth).en ? null : name

/**
 * A pseudonym in both languages, by the English one that stands in a class session's log.
 * @returns null for whatever is none: a name that somebody typed in a pair's own session
 */
export function pseudonymCalled(english: string): Localized | null {
  const [, name, number] = /^([A-Z][a-z]+) ([1-9]\d*)$/.exec(english) ?? []
  const colour = COLOURS.find(({ en }) => en === name)
  return colour && number ? { en: english, 'zh-CN': `${colour['zh-CN']} ${number}` } : null
}

/**
 * Whose pseudonym stands in a class session's log: `nth` as in `pseudonym`.
 * @param english as it stands there
 * @returns null for whatever is none
 */
export function nthCalled(english: string): number | null {
  const [, name, digits] = /^([A-Z][a-z]+) ([1-9]\d{0,5})$/.exec(english) ?? []
  const colour = COLOURS.findIndex(({ en }) => en === name)
  if (colour < 0 || digits === undefined) return null
  const place = (Number(digits) - 1) % NUMBERS
  const round = Math.floor((Number(digits) - 1) / NUMBERS)
  // of each round's colours each number has had them all, one after the other
  const turn = (((colour - place - round * COLOURS.length) % COLOURS.length) + COLOURS.length) % COLOURS.length
  return (round * COLOURS.length + turn) * NUMBERS + place
}
