import { useState } from 'react';
import { Link, Navigate, useLocation, useNavigate } from 'react-router';
import { Field } from '../../components/Field';
import { toast } from '../../components/toasts';
import { api, toApiError, unwrap } from '../../lib/api/client';
import { isEmail } from '../../lib/email';
import { returnPath } from '../../lib/returnTo';
import { useSession } from '../../lib/session';
import { t } from '../../lib/text';
import { usePageTitle } from '../../lib/usePageTitle';
import { AccountForm } from './AccountForm';
import { PasswordField } from './PasswordField';
import { passwordLengthMin, passwordProblem } from './password';

type Errors = { name?: string; email?: string; password?: string };

export default function RegisterPage() {
  usePageTitle('Create an account');
  const navigate = useNavigate();
  const { state } = useLocation();
  const user = useSession((session) => session.user);
  const setMe = useSession((session) => session.setMe);
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [errors, setErrors] = useState<Errors>({});
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);

  if (user !== undefined) return <Navigate to={returnPath(state)} replace />;

  async function register() {
    setBusy(true);
    setProblem(undefined);
    try {
      const body = { name: name.trim(), email: email.trim(), password };
      const me = await unwrap(api.POST('/api/auth/register', { body }));
      setMe(me);
      toast.success(t('Welcome, {name}.', { name: body.name }));
      navigate(returnPath(state), { replace: true });
    } catch (thrown) {
      const error = toApiError(thrown);
      if (error.status === 409) setErrors({ email: 'This email already has an account. Sign in instead.' });
      else setProblem(error.message);
      setBusy(false);
    }
  }

  function submit(): boolean {
    const found: Errors = {};
    if (name.trim() === '') found.name = 'Tell us what to call you.';
    if (!isEmail(email)) found.email = 'Enter your email address, like name@example.com.';
    const weak = passwordProblem(password);
    if (weak !== undefined) found.password = weak;
    setErrors(found);
    if (Object.keys(found).length > 0) return false;
    void register();
    return true;
  }

  return (
    <AccountForm
      title="Create an account"
      lead="Keep all your tickets in one place, on every device."
      submitLabel="Create account"
      busy={busy}
      problem={problem}
      onSubmit={submit}
      footer={
        <>
          Have an account?{' '}
          <Link to="/login" state={state}>
            Sign in
          </Link>
        </>
      }
    >
      <Field
        label="Name"
        name="name"
        autoComplete="name"
        required
        maxLength={100}
        value={name}
        error={errors.name}
        onChange={(event) => setName(event.target.value)}
      />
      <Field
        label="Email"
        name="email"
        type="email"
        autoComplete="email"
        autoCapitalize="none"
        required
        value={email}
        error={errors.email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <PasswordField
        value={password}
        onChange={setPassword}
        autoComplete="new-password"
        error={errors.password}
        hint={t('At least {min} characters. A short sentence is easy to remember.', {
          min: passwordLengthMin,
        })}
      />
    </AccountForm>
  );
}
