import { expect, test } from '@playwright/test'
import { checkAxe } from '../axe.ts'
import { SoloStudent } from '../solo-student.ts'
import { goAnew, type Look, narrow, walkAlone, walkAround, wide } from '../walks.ts'

for (const locale of ['en', 'zh-CN'] as const) {
  const look: Look = async (page, name) => {
    await expect(page.locator('html')).toHaveAttribute('lang', locale)
    await checkAxe(page, name)
    await narrow(page)
    await checkAxe(page, `${name} at 320 px`)
    await wide(page)
  }

  test(`nothing is wrong with the pages for learning alone, loaded anew, at both widths and in both schemes (${locale})`, async ({
    page,
  }) => {
    await walkAlone(await SoloStudent.prepare(page, { locale }), goAnew, look)
  })

  test(`axe finds nothing on the pages around the play, loaded anew, at both widths and in both schemes (${locale})`, async ({
    baseURL,
    page,
  }) => {
    await SoloStudent.prepare(page, { locale })
    await walkAround(page, baseURL ?? '', goAnew, look)
  })
}
