import { type CardFields, formatCardNumber } from './card';
import styles from './TestCards.module.css';

const testCards = [
  { number: '4242424242424242', effect: 'pays' },
  { number: '4000000000000002', effect: 'is declined' },
  { number: '4000000000009995', effect: 'has too little money' },
  { number: '4000000000000259', effect: 'pays after three seconds' },
  { number: '4000000000000341', effect: 'pays, but the answer is lost' },
  { number: '4000000000000119', effect: 'gives no answer' },
];

/** Only shown when no real money moves. */
export function TestCards({ onChoose }: { onChoose: (card: CardFields) => void }) {
  return (
    <details className={styles.box}>
      <summary className={styles.summary}>Test mode: no real money moves. Pick a test card</summary>
      <ul className={styles.list}>
        {testCards.map(({ number, effect }) => (
          <li key={number}>
            <button
              type="button"
              className={styles.choice}
              onClick={() => onChoose({ number: formatCardNumber(number), expiry: '12/34', cvc: '123' })}
            >
              <span className={styles.number}>{formatCardNumber(number)}</span> {effect}
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
