/** Playwright's test with what several specs share: a visitor, and a site of its own that can fail. */
import { type BrowserContextOptions, test as base, type Page } from '@playwright/test'
import { TestSite, type TestSiteOptions } from './test-site.ts'

interface Shared {
  /** Opens a site of this test's own; closed at the end of the test. */
  openSite(options?: TestSiteOptions): Promise<TestSite>
  /** A page in a browser of its own with further command line switches; closed at the end of the test. */
  openBrowser(args: readonly string[], options?: BrowserContextOptions): Promise<Page>
}

export const test = base.extend<Shared>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from this pattern
  openSite: async ({}, use) => {
    const sites: TestSite[] = []
    await use(async (options) => {
      const site = await TestSite.open(options)
      sites.push(site)
      return site
    })
    for (const site of sites) await site.close()
  },

  openBrowser: async ({ playwright, launchOptions, baseURL }, use) => {
    const browsers: { close(): Promise<void> }[] = []
    await use(async (args, options) => {
      const browser = await playwright.chromium.launch({
        ...launchOptions,
        args: [...(launchOptions.args ?? []), ...args],
      })
      browsers.push(browser)
      return browser.newPage({ ...(baseURL ? { baseURL } : {}), ...options })
    })
    for (const browser of browsers) await browser.close()
  },
})
