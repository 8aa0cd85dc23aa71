import { t } from '../../lib/text';

export const passwordLengthMin = 10;

/** What is wrong with a new password; length is the only rule, for it is the one that helps. */
export function passwordProblem(password: string): string | undefined {
  const missing = passwordLengthMin - [...password].length;
  if (missing <= 0) return undefined;
  return t('Use at least {min} characters: {missing} more to go.', { min: passwordLengthMin, missing });
}
