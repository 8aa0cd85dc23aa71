import { useLayoutEffect, useRef } from 'react';
import { Field } from '../../components/Field';
import { caretAfterFormatting, digitsOf, formatCardNumber } from './card';

type CardNumberFieldProps = { value: string; onChange: (value: string) => void; error: string | undefined };

/** Groups the digits while they are typed, pasted or filled in, and keeps the caret where the typist left it. */
export function CardNumberField({ value, onChange, error }: CardNumberFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const caret = useRef<number>(undefined);

  useLayoutEffect(() => {
    if (caret.current === undefined || document.activeElement !== input.current) return;
    input.current?.setSelectionRange(caret.current, caret.current);
    caret.current = undefined;
  });

  return (
    <Field
      ref={input}
      label="Card number"
      name="cardnumber"
      autoComplete="cc-number"
      inputMode="numeric"
      placeholder="1234 1234 1234 1234"
      required
      value={value}
      error={error}
      onChange={(event) => {
        const { value: text, selectionStart } = event.target;
        const formatted = formatCardNumber(text);
        const digitsBefore = digitsOf(text.slice(0, selectionStart ?? text.length)).length;
        caret.current = caretAfterFormatting(formatted, digitsBefore);
        onChange(formatted);
      }}
    />
  );
}
