/**
 * Where the package's files are: beside this module, or where the page says that they are. All come from the page's own
 * origin, since browsers start no worker from another one, and since nothing of a page should depend on somebody else's.
 */
import { WhatsitError } from '../core/errors.ts'

/** The page that asks: `document.baseURI` and `self.origin`, which is "null" in a sandboxed frame. */
export interface AskingPage {
  readonly baseUrl: string
  readonly origin: string
}

// A name of a folder; whatever has a slash in it is an address.
const NAME = /^\w[\w.-]*$/

/**
 * @param told  the option or attribute; if absent, `beside` counts
 * @param beside  address of a file in the folder from which this module came
 * @returns absolute, ending in a slash
 * @throws AssetsElsewhere
 */
export function assetsFolder(told: string | URL | undefined, beside: string, page: AskingPage): string {
  return told === undefined ? ownFolder('.', beside, page) : ownFolder(told, page.baseUrl, page)
}

/**
 * @param model  a name, or the address of a folder
 * @returns what `assets/models/` and a slash around it lead to: the name, or an absolute address without its last slash
 * @throws AssetsElsewhere
 */
export function modelFolder(model: string, page: AskingPage): string {
  return NAME.test(model) ? model : ownFolder(model, page.baseUrl, page).slice(0, -1)
}

function ownFolder(address: string | URL, base: string, { origin }: AskingPage): string {
  let url: URL
  try {
    url = new URL(address, base)
  } catch (error) {
    throw new WhatsitError('AssetsElsewhere', `${String(address)}: not an address`, { cause: error })
  }
  if (url.origin !== origin || !/^https?:$/.test(url.protocol)) {
    throw new WhatsitError('AssetsElsewhere', `${url.href}: not of ${origin}; serve Whatsit's files from there`)
  }
  if (!url.pathname.endsWith('/')) url.pathname += '/'
  return url.origin + url.pathname
}
