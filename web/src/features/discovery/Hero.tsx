import { Icon } from '../../components/Icon';
import { VisuallyHidden } from '../../components/VisuallyHidden';
import styles from './Hero.module.css';

type HeroProps = { value: string; onChange: (value: string) => void; onSubmit: () => void };

export function Hero({ value, onChange, onSubmit }: HeroProps) {
  return (
    <section className={styles.hero}>
      <GateArt />
      <div className={styles.inner}>
        <h1 className={styles.title}>
          Front row, <em>fair</em> and square.
        </h1>
        <p className={styles.lead}>
          Live seats, one honest price with every fee in it, and queues that anyone can check.
        </p>
        <search>
          <form
            className={styles.form}
            onSubmit={(event) => {
              event.preventDefault();
              onSubmit();
            }}
          >
            <label className={styles.box}>
              <Icon name="search" />
              <VisuallyHidden>Search events</VisuallyHidden>
              <input
                className={styles.input}
                type="search"
                name="q"
                value={value}
                placeholder="Artist, team, venue or city"
                autoComplete="off"
                enterKeyHint="search"
                maxLength={100}
                onChange={(event) => onChange(event.target.value)}
              />
            </label>
          </form>
        </search>
      </div>
    </section>
  );
}

/** Gates within gates: what is behind them is what everybody came for. */
function GateArt() {
  const gates = [0, 1, 2, 3, 4, 5];
  return (
    <svg
      className={styles.art}
      viewBox="0 0 520 400"
      preserveAspectRatio="xMidYMax meet"
      aria-hidden="true"
      focusable="false"
    >
      {gates.map((gate) => {
        const left = gate * 42;
        const right = 520 - gate * 42;
        const radius = (right - left) / 2;
        const top = 30 + gate * 34 + radius;
        return (
          <path
            key={gate}
            className={styles[`gate${gate}`]}
            d={`M${left} 400V${top}a${radius} ${radius} 0 0 1 ${radius * 2} 0V400Z`}
          />
        );
      })}
    </svg>
  );
}
