import * as v from 'valibot'

/**
 * Letters of any script, marks, digits, punctuation, emoji; nothing that is invisible or turns the text around. Joiners,
 * variation selectors and tags are invisible too, and yet parts of letters and emoji: where there is something to see.
 */
const VISIBLE =
  /^(?=.*[\p{L}\p{N}\p{P}\p{S}])[^\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u2800[\p{Default_Ignorable_Code_Point}--[\u200c\u200d\u180b-\u180d\u180f\ufe00-\ufe0f\u{e0020}-\u{e007f}\u{e0100}-\u{e01ef}]]]+$/v

/**
 * Invisible ones where they join or vary nothing, by which two names that look alike would be two: one after the other, at
 * the beginning, after letters and digits that don't join, tags without a flag.
 */
const IDLE =
  /[\u200c\u200d]{2}|[\u180b-\u180d\u180f\ufe00-\ufe0f\u{e0100}-\u{e01ef}]{2}|^[\u200c\u200d]|(?<=[\p{Nd}\p{scx=Latin}\p{scx=Greek}\p{scx=Cyrillic}\p{scx=Han}])[\u200c\u200d]|(?<![\u{1f3f4}\u{e0020}-\u{e007e}])[\u{e0020}-\u{e007f}]/u

/** So many marks on one letter pile up over the lines above it; no script needs them. */
const PILE = /\p{M}{7}/u

/** A name as it is stored: composed (NFC), one space between words. Nothing is looked at: see `NameSchema`. */
export const cleanName = (typed: string): string => typed.normalize('NFC').replace(/\s+/gu, ' ').trim()

/** What somebody or something is called by people. @param most characters, as people count them */
export const nameOfUpTo = (most: number) =>
  v.pipe(
    v.string(),
    v.transform(cleanName),
    v.nonEmpty(`a name of 1 to ${most} characters`),
    v.maxGraphemes(most, `a name of 1 to ${most} characters`),
    v.maxLength(5 * most, `a name of 1 to ${most} characters`),
    v.regex(VISIBLE, 'a name without invisible characters'),
    v.check((name) => !IDLE.test(name), 'a name without invisible characters'),
    v.check((name) => !PILE.test(name), 'a name without piles of marks'),
  )

/** What a student is called. */
export const NameSchema = /* @__PURE__ */ nameOfUpTo(40)
