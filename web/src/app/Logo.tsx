import styles from './Logo.module.css';

export function Logo() {
  return (
    <span className={styles.logo}>
      <svg className={styles.mark} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <rect className={styles.wall} width="32" height="32" rx="8" />
        <path className={styles.arch} d="M7 26V15a9 9 0 0 1 18 0v11h-5V15a4 4 0 0 0-8 0v11z" />
        <circle className={styles.person} cx="16" cy="23.500" r="2.500" />
      </svg>
      <span className={styles.name}>fairgate</span>
    </span>
  );
}
