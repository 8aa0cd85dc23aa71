import { locale } from './locale';

type Style = 'exact' | 'short';

const formats = new Map<string, { format: Intl.NumberFormat; minorPerMajor: number }>();

function formatOf(currency: string, style: Style) {
  const key = `${currency} ${style}`;
  let known = formats.get(key);
  if (known === undefined) {
    const options: Intl.NumberFormatOptions = { style: 'currency', currency };
    if (style === 'short') options.trailingZeroDisplay = 'stripIfInteger';
    const format = new Intl.NumberFormat(locale, options);
    known = { format, minorPerMajor: 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2) };
    formats.set(key, known);
  }
  return known;
}

/** 26250 USD is "$262.50"; 500 JPY is "¥500". */
export function formatMoney(minorUnits: number, currency: string): string {
  const { format, minorPerMajor } = formatOf(currency, 'exact');
  return format.format(minorUnits / minorPerMajor);
}

/** As formatMoney, but "$40" for a round amount: for places where a price is a hint, not a bill. */
export function formatMoneyShort(minorUnits: number, currency: string): string {
  const { format, minorPerMajor } = formatOf(currency, 'short');
  return format.format(minorUnits / minorPerMajor);
}

/** "$40" or "$40 – $180". */
export function formatPriceRange(min: number, max: number, currency: string): string {
  const low = formatMoneyShort(min, currency);
  return min === max ? low : `${low} – ${formatMoneyShort(max, currency)}`;
}

/** What somebody typed as an amount of major units ("40", "12.5"), in minor units. */
export function parseMajorUnits(text: string, currency = 'USD'): number | undefined {
  if (!/^\d+(\.\d+)?$/.test(text.trim())) return undefined;
  return Math.round(Number(text) * formatOf(currency, 'exact').minorPerMajor);
}
