/** Where everything stands: one column on a phone, two from 800 pixels. The picture's place never moves or changes size. */
import { css } from 'lit'

export const appLayout = css`
  :host {
    --picture: clamp(15rem, 34vh, 26rem);
    display: flex;
    flex-direction: column;
    max-inline-size: 84rem;
    min-block-size: 100vh;
    min-block-size: 100svh;
    margin-inline: auto;
    padding-inline: max(1rem, env(safe-area-inset-left)) max(1rem, env(safe-area-inset-right));
    padding-block-end: env(safe-area-inset-bottom);
  }

  main {
    flex: 1;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    grid-template-areas: "picture" "panel" "buttons" "model" "earlier";
    grid-template-rows: auto auto auto minmax(2.25rem, auto) auto;
    align-content: start;
    gap: 1rem;
    padding-block: 0.25rem 1.5rem;
  }

  .stage {
    display: contents;
  }

  picture-view,
  drop-zone {
    grid-area: picture;
  }

  picture-buttons {
    grid-area: buttons;
  }

  .panel {
    grid-area: panel;
  }

  model-progress {
    grid-area: model;
  }

  earlier-pictures {
    grid-area: earlier;
  }

  .empty {
    grid-template-areas: "picture" "panel" "model";
    grid-template-rows: auto auto minmax(2.25rem, auto);
  }

  .empty .stage {
    grid-area: picture;
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    min-block-size: calc(var(--picture) + 5rem);
    padding: 1.25rem 0.75rem;
    border: 2px dashed var(--line);
    border-radius: calc(var(--radius) * 1.5);
    background: var(--surface);
  }

  .empty picture-buttons {
    justify-content: center;
  }

  /* While a picture waits for the model, the bar stands where its answer will be. */
  .waiting model-progress {
    grid-area: panel;
    align-self: start;
    margin-block-start: 3.25rem;
  }

  .bars {
    position: sticky;
    inset-block-end: 0;
    display: grid;
    gap: 0.5rem;
    padding-block-end: 0.75rem;
  }

  .bars:empty {
    display: none;
  }

  /* On an upright phone the next picture is under the thumb, however long the answer is. */
  @media (max-width: 799px) and (min-height: 36rem) {
    main:not(.empty) picture-buttons {
      position: sticky;
      inset-block-end: 0;
      z-index: 1;
      margin-inline: -1rem;
      padding-inline: 1rem;
      padding-block: 0.625rem max(0.625rem, env(safe-area-inset-bottom));
      background: var(--page);
    }

    main:not(.empty) ~ .bars {
      inset-block-end: 4.5rem;
    }
  }

  @media (min-width: 800px) {
    :host {
      --picture: clamp(24rem, 100vh - 22.25rem, 44rem);
      padding-inline: 2rem;
    }

    main {
      grid-template-columns: minmax(0, 1.55fr) minmax(18rem, 1fr);
      grid-template-areas: "picture panel" "buttons model" "earlier earlier";
      grid-template-rows: auto minmax(2.75rem, auto) auto;
      gap: 1rem 2.5rem;
    }

    .empty {
      grid-template-areas: "picture panel" "picture model";
      grid-template-rows: 1fr minmax(2.75rem, auto);
    }

    .empty .stage {
      min-block-size: calc(var(--picture) + 3.75rem);
    }

    .empty .panel {
      align-self: center;
    }

    model-progress {
      align-self: center;
    }

    .bars {
      justify-self: center;
      inline-size: min(36rem, 100%);
      margin-inline: auto;
    }
  }

  @media (min-width: 800px) and (max-width: 62rem) {
    :host {
      --picture: clamp(28.75rem, 100vh - 22.25rem, 44rem);
    }
  }
`
