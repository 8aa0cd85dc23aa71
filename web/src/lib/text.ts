import { locale } from './locale';

type Plural = { zero?: string; one: string; other: string };
type Values = Record<string, string | number>;

const numbers = new Intl.NumberFormat(locale);
const plurals = new Intl.PluralRules(locale);

/**
 * A text with its `{names}` filled in. A text that depends on a number gives its forms, chosen by `count`:
 * `t({ one: '{count} seat', other: '{count} seats' }, { count })`.
 */
export function t(text: string | Plural, values: Values = {}): string {
  const form = typeof text === 'string' ? text : chooseForm(text, Number(values.count ?? 0));
  return form.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = values[name];
    if (value === undefined) return placeholder;
    return typeof value === 'number' ? numbers.format(value) : value;
  });
}

function chooseForm(forms: Plural, count: number): string {
  if (count === 0 && forms.zero !== undefined) return forms.zero;
  return plurals.select(count) === 'one' ? forms.one : forms.other;
}

export function formatNumber(value: number): string {
  return numbers.format(value);
}

const conjunctions = new Intl.ListFormat(locale, { type: 'conjunction' });

/** "A, B and C" */
export function formatList(items: string[]): string {
  return conjunctions.format(items);
}
