/** The pieces that `<whatsit-classifier>` is drawn from, each a function of what it shows. */
import { html, nothing, type TemplateResult } from 'lit'
import { certainty, headline } from '../client/answer-text.ts'
import { bytesText, percent, wholeMegabytes } from '../client/figures.ts'
import type { Message } from '../client/messages.ts'
import type { ModelState } from '../client/model-state.ts'
import type { Classification, Prediction } from '../core/classification.ts'

/** Only changes of stage are read out, not the bytes. @param allow  the visitor's yes to a download */
export function modelPart(state: ModelState | undefined, allow: () => void): TemplateResult {
  const bytes = state?.stage === 'downloading' ? bytesText(state.loaded, state.total) : ''
  return html`<div class="model">
    <div class="line">
      <span part="status" role="status" aria-label="Model">${statusText(state)}</span>${bytes ? html`<span>${bytes}</span>` : nothing}
    </div>
    ${state ? bar(state) : nothing}
    ${state?.stage === 'asking' ? html`<button part="button" type="button" @click=${allow}>Download</button>` : nothing}
  </div>`
}

function statusText(state: ModelState | undefined): string {
  switch (state?.stage) {
    case undefined:
      return ''
    case 'asking':
      return `The model needs ${wholeMegabytes(state.bytes)} once.`
    case 'downloading':
      return 'Loading the model'
    case 'starting':
      return 'Getting ready…'
    case 'ready':
      return 'Ready, nothing is uploaded'
    case 'failed':
      return 'The model is not loaded'
  }
}

function bar(state: ModelState): TemplateResult | typeof nothing {
  if (state.stage === 'starting' || (state.stage === 'downloading' && state.total > 0)) {
    const [share, text] =
      state.stage === 'starting'
        ? [1, 'getting ready']
        : [state.loaded / state.total, bytesText(state.loaded, state.total)]
    return html`<progress part="progress" aria-label="Loading model" aria-valuetext=${text} max="1" .value=${share}></progress>`
  }
  // Indeterminate: how much there is to come is not known yet.
  return state.stage === 'downloading'
    ? html`<progress part="progress" aria-label="Loading model"></progress>`
    : nothing
}

/** @param action  of its one button, if trying again can help */
export function errorPart({ title, advice }: Message, action?: () => void): TemplateResult {
  return html`<div class="error" part="error">
    <p role="alert"><b>${title}</b> ${advice}</p>
    ${action ? html`<button part="button" type="button" @click=${action}>Try again</button>` : nothing}
  </div>`
}

/** Takes the room of the answer that is to come, so that nothing moves when it does. @param count  of predictions */
export function waitPart(text: string, count: number): TemplateResult {
  const held: Prediction = { index: 0, label: '-', score: 0 }
  return html`<div part="answer" role="group" aria-label="Answer">
    <div role="status"><p class="name wait">${text}</p></div>
    <div class="held" aria-hidden="true">
      <p class="certainty"></p>
      <ol>${Array.from({ length: count }, () => line(held, false))}</ol>
    </div>
  </div>`
}

export function answerPart({ answer, predictions }: Classification): TemplateResult {
  return html`<div class=${answer.kind} part="answer" role="group" aria-label="Answer">
    <div role="status">
      <p class="name" part="name">${headline(answer)}</p>
      <p class="certainty" part="certainty">${certainty(answer)}</p>
    </div>
    <ol part="predictions" aria-label="Predictions">${predictions.map((prediction) => line(prediction, true))}</ol>
  </div>`
}

// The bar repeats the number beside it, so a screen reader is spared it.
function line({ label, score }: Prediction, exposed: boolean): TemplateResult {
  return html`<li part=${exposed ? 'prediction' : nothing}>
    <div class="prediction"><span>${label}</span> <span class="score">${percent(score)}</span></div>
    <meter part=${exposed ? 'meter' : nothing} min="0" max="1" .value=${score} aria-hidden="true"></meter>
  </li>`
}
