/** LiteRT.js as the third engine: a peer of bench/peers, which has its package and the copies of the shipped models. */
import { NotPrepared, preparePackagesAndModels } from '../peers/prepare.mjs'
import { versionOf } from '../peers/site.mjs'
import { buildLiteRtContestant } from './site.mjs'

/**
 * Installs and makes what is missing. Where that cannot be done it says so, and the others are measured without it.
 *
 * @returns {Promise<string | undefined>}  its version
 */
export async function prepareLiteRt() {
  try {
    await preparePackagesAndModels()
  } catch (error) {
    if (!(error instanceof NotPrepared)) throw error
    console.log(`${error.message}\nLiteRT.js is left out.`)
    return undefined
  }
  await buildLiteRtContestant()
  return versionOf('@litertjs/core')
}
