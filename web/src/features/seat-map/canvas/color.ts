export type Rgb = { r: number; g: number; b: number };

/** "#F44336" or "#f43"; undefined for anything else. */
export function parseHex(text: string): Rgb | undefined {
  const long = text.trim().replace(/^#([\da-f])([\da-f])([\da-f])$/i, '#$1$1$2$2$3$3');
  if (!/^#[\da-f]{6}$/i.test(long)) return undefined;
  const value = Number.parseInt(long.slice(1), 16);
  return { r: value >> 16, g: (value >> 8) & 255, b: value & 255 };
}

/** `share` of `over`, the rest of `under`. */
export function mix(under: Rgb, over: Rgb, share: number): Rgb {
  const blend = (a: number, b: number) => Math.round(a + (b - a) * share);
  return { r: blend(under.r, over.r), g: blend(under.g, over.g), b: blend(under.b, over.b) };
}

export function css({ r, g, b }: Rgb, alpha = 1): string {
  return alpha >= 1 ? `rgb(${r},${g},${b})` : `rgba(${r},${g},${b},${alpha})`;
}

/** WCAG's contrast ratio, 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance({ r, g, b }: Rgb): number {
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

function linear(channel: number): number {
  const share = channel / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

const graphicContrast = 3;

/** `color`, moved towards `ink` as far as it takes to be seen on `ground` (WCAG 1.4.11). */
export function visibleOn(ground: Rgb, color: Rgb, ink: Rgb): Rgb {
  for (let share = 0; share < 1; share += 0.05) {
    const candidate = mix(color, ink, share);
    if (contrast(candidate, ground) >= graphicContrast) return candidate;
  }
  return ink;
}

/** Whichever of two inks reads better. */
export function readableOn(ground: Rgb, first: Rgb, second: Rgb): Rgb {
  return contrast(first, ground) >= contrast(second, ground) ? first : second;
}

/** As an ImageData's bytes lie in a little-endian word, multiplied by its alpha (0-255). */
export function packPremultiplied({ r, g, b }: Rgb, alpha: number): number {
  const scale = alpha / 255;
  const packed = Math.round(r * scale) | (Math.round(g * scale) << 8) | (Math.round(b * scale) << 16);
  return (packed | (alpha << 24)) >>> 0;
}

export function packOpaque(color: Rgb): number {
  return packPremultiplied(color, 255);
}
