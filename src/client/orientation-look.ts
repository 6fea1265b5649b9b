/** CSS that turns a picture upright that the browser did not: one class for each EXIF orientation from 2 to 8; 1 is upright. */

export const orientationLook = `
  .o2 {
    transform: scaleX(-1);
  }
  .o3 {
    transform: rotate(180deg);
  }
  .o4 {
    transform: scaleY(-1);
  }
  .o5 {
    transform: rotate(270deg) scaleX(-1);
  }
  .o6 {
    transform: rotate(90deg);
  }
  .o7 {
    transform: rotate(90deg) scaleX(-1);
  }
  .o8 {
    transform: rotate(270deg);
  }
`
