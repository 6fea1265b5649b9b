/** What the page says when a model that was chosen is not used: what happened, what to do, and who answers. */

import type { Message } from '../client/messages.ts'
import type { ErrorCode } from '../core/errors.ts'

/**
 * @param code  why it is not used
 * @param name  of the model that was chosen
 * @param answering  name of the model that goes on
 * @param online  whether the browser says that it has a network
 */
export function switchMessage(code: ErrorCode, name: string, answering: string, online: boolean): Message {
  const [title, advice] = whatHappened(code, name, online)
  return { title, advice: `${advice} ${answering} goes on answering.` }
}

function whatHappened(code: ErrorCode, name: string, online: boolean): readonly [title: string, advice: string] {
  switch (code) {
    case 'ModelUnreachable':
      return online
        ? [`${name} could not be downloaded`, 'Check your connection and try again: it goes on where it stopped.']
        : [`${name} is not on this device`, 'You are offline. Connect once to download it.']
    case 'ModelCorrupt':
      return [`${name} arrived damaged`, 'It was thrown away, not used. Try again later.']
    case 'ModelUnsupported':
      return [`This version cannot use ${name}`, 'Reload the page to get the newest version.']
    case 'SelfTestFailed':
      return [`${name} gives wrong numbers here`, 'A test before its first picture failed, so it is not used.']
    case 'OutOfMemory':
      return [`Not enough memory for ${name}`, 'Close some other tabs or apps and try again.']
    default:
      return [`${name} could not start`, 'Try again. If that does not help, restart your browser or update it.']
  }
}
