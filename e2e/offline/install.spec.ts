/** Chromium offers to install the page, and finds nothing wrong with its manifest. */
import { expect, test } from '@playwright/test'
import { Site } from './site.ts'
import { builtSite, visit } from './visit.ts'

test.describe.configure({ timeout: 120_000 })

test('the page can be installed', async ({ playwright }, testInfo) => {
  const site = await Site.open(builtSite)
  // Private windows cannot install anything, and Playwright's own contexts count as such.
  const context = await playwright.chromium.launchPersistentContext(testInfo.outputPath('profile'))
  const page = await context.newPage()
  await visit(page, site.url)
  const browser = await context.newCDPSession(page)
  const { installabilityErrors } = await browser.send('Page.getInstallabilityErrors')
  expect(installabilityErrors).toEqual([])
  const { errors, url, data } = await browser.send('Page.getAppManifest')
  expect(errors).toEqual([])
  expect(url).toBe(`${site.url}manifest.webmanifest`)

  const manifest: { icons: Picture[]; screenshots: Picture[] } = JSON.parse(data ?? '')
  for (const { src, type, sizes } of [...manifest.icons, ...manifest.screenshots]) {
    const response = await page.request.get(new URL(src, url).href)
    expect([src, response.status(), response.headers()['content-type']]).toEqual([src, 200, type])
    if (sizes === 'any') continue
    const size = await page.evaluate(async (address) => {
      const image = await createImageBitmap(await (await fetch(address)).blob())
      return `${image.width}x${image.height}`
    }, new URL(src, url).href)
    expect([src, size]).toEqual([src, sizes])
  }
  await context.close()
  await site.goAway()
})

interface Picture {
  src: string
  type: string
  sizes: string
}
