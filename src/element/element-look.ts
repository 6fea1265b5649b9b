/**
 * How `<whatsit-classifier>` looks. Colours follow the `color-scheme` of the page around it, where the browser knows
 * `light-dark()`; each can be set from outside by a custom property.
 */
import { css, unsafeCSS } from 'lit'
import { orientationLook } from '../client/orientation-look.ts'

const colours = css`
  :host {
    --accent: var(--whatsit-accent, #0b6b60);
    --on-accent: var(--whatsit-on-accent, #ffffff);
    --text: var(--whatsit-text, #1b1c1e);
    --quiet: var(--whatsit-quiet, #5b5d62);
    --surface: var(--whatsit-surface, #ffffff);
    --well: var(--whatsit-well, #ecebe6);
    --line: var(--whatsit-line, #d9d7d0);
    --alarm: var(--whatsit-alarm, #a3281f);
    --radius: var(--whatsit-radius, 0.75rem);
  }

  @supports (color: light-dark(#000, #fff)) {
    :host {
      --accent: var(--whatsit-accent, light-dark(#0b6b60, #63d2bf));
      --on-accent: var(--whatsit-on-accent, light-dark(#ffffff, #05231f));
      --text: var(--whatsit-text, light-dark(#1b1c1e, #f0efec));
      --quiet: var(--whatsit-quiet, light-dark(#5b5d62, #a6a9af));
      --surface: var(--whatsit-surface, light-dark(#ffffff, #1e2023));
      --well: var(--whatsit-well, light-dark(#ecebe6, #0c0d0e));
      --line: var(--whatsit-line, light-dark(#d9d7d0, #34373c));
      --alarm: var(--whatsit-alarm, light-dark(#a3281f, #ff9d92));
    }
  }
`

const bars = css`
  meter,
  progress {
    appearance: none;
    display: block;
    inline-size: 100%;
    block-size: 0.375rem;
    border: 0;
    border-radius: 1rem;
    background: var(--well);
    overflow: hidden;
    forced-color-adjust: none;
  }

  meter::-webkit-meter-inner-element {
    display: block;
    position: relative;
    block-size: 100%;
  }

  /* Browsers give the bar half of the height; out of the flow it takes all of it. */
  meter::-webkit-meter-bar {
    position: absolute;
    inset: 0;
    block-size: 100%;
    border: 0;
    border-radius: 1rem;
    background: var(--well);
  }

  progress::-webkit-progress-bar {
    background: var(--well);
  }

  meter::-webkit-meter-optimum-value,
  progress::-webkit-progress-value {
    block-size: 100%;
    border-radius: 1rem;
    background: var(--accent);
  }

  meter::-moz-meter-bar,
  progress::-moz-progress-bar {
    border-radius: 1rem;
    background: var(--accent);
  }

  /* Firefox would fill all of it. */
  progress:indeterminate::-moz-progress-bar {
    background: transparent;
  }

  @media (forced-colors: active) {
    :host {
      --accent: CanvasText;
      --well: Canvas;
    }

    meter,
    progress {
      border: 1px solid CanvasText;
    }
  }
`

const layout = css`
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }

  :host {
    display: block;
    min-inline-size: min(15rem, 100%);
    color: var(--text);
    font-family: var(--whatsit-font, inherit);
    line-height: 1.45;
  }

  :host([hidden]) {
    display: none;
  }

  p,
  ol {
    margin: 0;
    padding: 0;
  }

  ol {
    list-style: none;
  }

  .outer {
    container-type: inline-size;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
  }

  .inner {
    display: grid;
    align-items: start;
    gap: 0.75rem 1.25rem;
    padding: 0.75rem;
  }

  .zone {
    display: grid;
    place-content: center;
    position: relative;
    aspect-ratio: 4 / 3;
    max-block-size: 28rem;
    inline-size: 100%;
    padding: 1rem;
    border: 1px dashed var(--quiet);
    border-radius: calc(var(--radius) * 0.75);
    background: var(--well);
    overflow: hidden;
    text-align: center;
  }

  .zone.full {
    border-color: transparent;
  }

  .zone.active {
    border: 2px solid var(--accent);
  }

  /* As large as the zone is, and turned within it where it lies on its side. */
  img {
    position: absolute;
    inset: 0;
    margin: auto;
    max-inline-size: 100%;
    max-block-size: 100%;
  }

  .o5,
  .o6,
  .o7,
  .o8 {
    max-inline-size: 75%;
    max-block-size: 133%;
  }

  .prompt {
    font-size: 1.125rem;
    font-weight: 650;
    line-height: 1.25;
    text-wrap: balance;
  }

  .small {
    margin-block-start: 0.125rem;
    color: var(--quiet);
    font-size: 0.875rem;
    text-wrap: balance;
  }

  /* A finger cannot drop a file. */
  @media (pointer: coarse) {
    .drop {
      display: none;
    }
  }

  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem 1rem;
  }

  button,
  label {
    position: relative;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    min-block-size: 2.75rem;
    padding: 0.5rem 1.125rem;
    border: 1px solid var(--accent);
    border-radius: 1.375rem;
    background: var(--accent);
    color: var(--on-accent);
    font: inherit;
    font-weight: 550;
    line-height: 1.2;
    cursor: pointer;
  }

  /* The whole label is the input, so that it takes clicks, keys and drops by itself. */
  input {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    opacity: 0;
    cursor: pointer;
    font-size: 0;
  }

  label:focus-within,
  button:focus-visible {
    outline: 0.1875rem solid var(--accent);
    outline-offset: 0.1875rem;
  }

  .line {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 1rem;
    margin-block-end: 0.375rem;
    color: var(--quiet);
    font-size: 0.875rem;
    font-variant-numeric: tabular-nums;
  }

  /* Keeps the room of the bar that goes when the model has come. */
  .model {
    flex: 1 1 12rem;
    min-block-size: 2.125rem;
  }

  .name {
    font-size: 1.625rem;
    font-weight: 700;
    line-height: 1.2;
    overflow-wrap: break-word;
  }

  .certainty {
    min-block-size: 1.45em;
    color: var(--accent);
    font-weight: 600;
  }

  .unsure .certainty {
    color: var(--quiet);
    font-weight: 400;
  }

  .wait {
    min-block-size: 1.2em;
    color: var(--quiet);
    font-weight: 500;
    animation: appear 0s 150ms both;
  }

  @keyframes appear {
    from {
      visibility: hidden;
    }
  }

  li {
    padding-block: 0.3125rem;
    font-size: 0.9375rem;
  }

  .held {
    visibility: hidden;
  }

  .prediction {
    display: flex;
    justify-content: space-between;
    gap: 1rem;
    margin-block-end: 0.1875rem;
    overflow-wrap: anywhere;
  }

  .score {
    color: var(--quiet);
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }

  .error {
    padding: 0.75rem 1rem;
    border: 1px solid var(--alarm);
    border-radius: calc(var(--radius) * 0.75);
    overflow-wrap: break-word;
  }

  .error b {
    display: block;
    color: var(--alarm);
    font-weight: 650;
  }

  .error button {
    margin-block-start: 0.75rem;
  }

  @container (min-width: 38rem) {
    .inner {
      grid-template-columns: minmax(0, 1.1fr) minmax(0, 1fr);
      grid-template-rows: auto 1fr;
      padding: 1rem;
    }

    .zone {
      grid-row: 1 / 3;
    }
  }
`

export const elementLook = [colours, layout, bars, css`${unsafeCSS(orientationLook)}`]
