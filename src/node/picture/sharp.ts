/**
 * sharp as it may be used here. Its settings belong to the process, so they are made once, where it comes in: libvips reads
 * five kinds of pictures out of memory, and no drawing, document or file besides.
 */
import sharp from 'sharp'

sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif'].map((kind) => `VipsForeignLoad${kind}Buffer`),
})
// No picture comes twice.
sharp.cache(false)
// As many pictures are decoded at once as there are threads, so each gets one.
sharp.concurrency(1)

export { sharp }
