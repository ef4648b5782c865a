// The weights of a network, unpacked from the text that `reproduce.report.explore.packing` makes of them.

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";

/** Return the first `length` bytes of text in base 85, four bytes to five characters. */
export function fromBase85(text, length) {
  const values = new Uint8Array(128);
  [...DIGITS].forEach((digit, value) => (values[digit.charCodeAt(0)] = value));
  const bytes = new DataView(new ArrayBuffer((text.length / 5) * 4));
  for (let at = 0, group = 0; at < text.length; group += 4) {
    let value = 0;
    for (let digit = 0; digit < 5; digit++) value = value * 85 + values[text.charCodeAt(at++)];
    bytes.setUint32(group, value);
  }
  return new Uint8Array(bytes.buffer, 0, length);
}

async function inflated(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Return the number whose half precision has these 16 bits. */
export function fromHalf(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -14 * (fraction / 1024));
}

let halves = null; // all 65,536 of them, so that a weight costs one look-up

/** Return the arrays of a model by name, {name: {shape, values}}; `layout` says how they follow each other. */
export async function unpack(text, layout) {
  halves ??= Float32Array.from({ length: 65536 }, (_, bits) => fromHalf(bits));
  const planes = await inflated(fromBase85(text, layout.bytes));
  const numbers = new Float32Array(layout.numbers);
  for (let i = 0; i < numbers.length; i++) numbers[i] = halves[(planes[i] << 8) | planes[numbers.length + i]];
  const arrays = {};
  let start = 0;
  for (const [name, shape] of layout.arrays) {
    const size = shape.reduce((product, length) => product * length, 1);
    arrays[name] = { shape, values: numbers.subarray(start, start + size) };
    start += size;
  }
  return arrays;
}
