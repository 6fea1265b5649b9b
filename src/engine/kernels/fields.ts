/**
 * A step: one kernel call, written into memory once and read by every thread at each run. Words of four bytes;
 * this file says which word means what. It is compiled twice, by AssemblyScript into the kernels and by
 * TypeScript into what writes the steps, so that the two cannot disagree.
 *
 * Addresses are of bytes in the kernels' memory. "pixel" is the bytes from one pixel to the next, "row" the bytes from one
 * row to the next; a value's address is that of its pixel (0, 0).
 */
export const STEP_BYTES = 148

/** Which kernel: one of the KIND_ constants. */
export const KIND = 0
export const INPUT = 4
export const IN_PIXEL = 8
export const IN_ROW = 12
export const IN_HEIGHT = 16
export const IN_WIDTH = 20
export const OUTPUT = 24
export const OUT_PIXEL = 28
export const OUT_ROW = 32
export const HEIGHT = 36
export const WIDTH = 40
/** Output channels in memory: a multiple of four, but for the input of KIND_PLANES. */
export const CHANNELS = 44
/** The residual, or the right side of a binary layer; 0 for none. Strides of 0 repeat it. */
export const OTHER = 48
export const OTHER_PIXEL = 52
export const OTHER_ROW = 56
/** 1 where `OTHER` has one channel for all. */
export const OTHER_SCALAR = 60
export const WEIGHTS = 64
export const BIAS = 68
/** Floats of the input that one row of a dense kernel covers, one behind the other. */
export const DEPTH = 72
export const KERNEL_HEIGHT = 76
export const KERNEL_WIDTH = 80
export const STRIDE_Y = 84
export const STRIDE_X = 88
export const PAD_TOP = 92
export const PAD_LEFT = 96
/** One of the ACTIVATION_ constants, with its two numbers (float32). */
export const ACTIVATION = 100
export const FIRST = 104
export const SECOND = 108
/** What the threads share out among them: one of the SPLIT_ constants. */
export const SPLIT = 112
/** 1 where every thread must have ended this step before any begins the next. */
export const BARRIER = 116
/** Dense: addresses of tables that hold, for each output pixel, how many pixels lie before it in input, output and residual. */
export const IN_TABLE = 120
export const OUT_TABLE = 124
export const OTHER_TABLE = 128
/** Dense: 1 where the weights are larger than the map, so that each panel of them should be read only once. */
export const PANELS_FIRST = 132
/** Depthwise: how many strips of seven output pixels a row has; strips of five are the rest of it. */
export const SEVENS = 136
/** Average pool: how far its windows count, in rows and columns from the picture's first; 0 where pads do not count. */
export const COUNTED_HEIGHT = 140
export const COUNTED_WIDTH = 144

export const KIND_PLANES = 0
export const KIND_HALO = 1
export const KIND_DENSE = 2
export const KIND_DEPTHWISE = 3
export const KIND_ADD = 4
export const KIND_MULTIPLY = 5
export const KIND_UNARY = 6
export const KIND_GLOBAL_AVERAGE = 7
export const KIND_MAX_POOL = 8
export const KIND_AVERAGE_POOL = 9
export const KIND_COPY = 10
export const KIND_SOFTMAX = 11

export const ACTIVATION_NONE = 0
/** FIRST is the lowest, SECOND the highest. */
export const ACTIVATION_CLIP = 1
/** FIRST is alpha, SECOND beta. */
export const ACTIVATION_HARD_SIGMOID = 2
/** x times hard sigmoid */
export const ACTIVATION_HARD_SWISH = 3
export const ACTIVATION_SIGMOID = 4
export const ACTIVATION_SWISH = 5

/** By rows, or by output pixels where they count as one row. */
export const SPLIT_ROWS = 0
export const SPLIT_CHANNELS = 1
