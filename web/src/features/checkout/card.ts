/** What is typed into the card form, as text. */
export type CardFields = { number: string; expiry: string; cvc: string };
export type CardErrors = Partial<Record<keyof CardFields, string>>;

const longestNumber = 19;
const shortestNumber = 12;

export function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}

function isAmex(digits: string): boolean {
  return /^3[47]/.test(digits);
}

/** Groups as they are printed on the card, whatever was typed or pasted: "4242 4242 4242 4242". */
export function formatCardNumber(text: string): string {
  const digits = digitsOf(text).slice(0, longestNumber);
  const groups = isAmex(digits)
    ? [digits.slice(0, 4), digits.slice(4, 10), digits.slice(10)]
    : (digits.match(/.{1,4}/g) ?? []);
  return groups.filter((group) => group !== '').join(' ');
}

/** "1229", "12/2029", "12 - 29" and "3/29" all mean a month and a year: "12/29". */
export function formatExpiry(text: string, previous = ''): string {
  const parts = /^\s*(\d{1,2})\s*[/\-. ]\s*(\d*)/.exec(text);
  let digits = digitsOf(text);
  if (parts?.[1] !== undefined && parts[2] !== undefined) {
    const year = parts[2].length === 4 ? parts[2].slice(2) : parts[2].slice(0, 4);
    digits = parts[1].padStart(2, '0') + year;
  } else if (/^[2-9]/.test(digits)) {
    digits = `0${digits}`;
  }
  if (digits.length === 6) digits = digits.slice(0, 2) + digits.slice(4);
  digits = digits.slice(0, 4);
  const isDeleting = text.length < previous.length;
  if (digits.length < 2 || (digits.length === 2 && isDeleting)) return digits;
  return `${digits.slice(0, 2)}/${digits.slice(2)}`;
}

export function formatCvc(text: string): string {
  return digitsOf(text).slice(0, 4);
}

/** The check digit of every card number: it catches a mistyped or swapped digit. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = digit * 2;
    sum += i % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return digits.length > 0 && sum % 10 === 0;
}

export function readExpiry(text: string): { month: number; year: number } | undefined {
  const parts = /^(\d{2})\/(\d{2})$/.exec(text);
  if (parts === null) return undefined;
  const month = Number(parts[1]);
  return month >= 1 && month <= 12 ? { month, year: 2000 + Number(parts[2]) } : undefined;
}

/** A card is good until the end of its month, and somewhere on earth that month lasts half a day longer. */
function isPast(expiry: { month: number; year: number }, now: number): boolean {
  return Date.UTC(expiry.year, expiry.month, 1, 12) <= now;
}

export function checkCard(fields: CardFields, now: number): CardErrors {
  const errors: CardErrors = {};
  const number = digitsOf(fields.number);
  if (number === '') errors.number = 'Enter the number on your card.';
  else if (number.length < shortestNumber) errors.number = 'This card number is too short.';
  else if (!passesLuhn(number)) errors.number = 'This is not a card number. Check for a mistyped digit.';

  const expiry = readExpiry(fields.expiry);
  if (fields.expiry === '') errors.expiry = 'Enter the expiry date.';
  else if (expiry === undefined) errors.expiry = 'Use month and year, like 04/29.';
  else if (isPast(expiry, now)) errors.expiry = 'This card has expired.';

  const cvcLength = isAmex(number) ? 4 : 3;
  if (fields.cvc === '') errors.cvc = 'Enter the security code.';
  else if (fields.cvc.length !== cvcLength) errors.cvc = `It has ${cvcLength} digits.`;
  return errors;
}

/** Where the caret goes after the spaces between groups moved: behind the same number of digits as before. */
export function caretAfterFormatting(formatted: string, digitsBefore: number): number {
  let seen = 0;
  for (let at = 0; at < formatted.length; at++) {
    if (seen === digitsBefore) return at;
    if (/\d/.test(formatted[at] ?? '')) seen++;
  }
  return formatted.length;
}
