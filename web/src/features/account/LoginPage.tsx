import { useState } from 'react';
import { Link, Navigate, useLocation, useNavigate } from 'react-router';
import { Field } from '../../components/Field';
import { api, toApiError, unwrap } from '../../lib/api/client';
import { isEmail } from '../../lib/email';
import { returnPath } from '../../lib/returnTo';
import { useSession } from '../../lib/session';
import { usePageTitle } from '../../lib/usePageTitle';
import { AccountForm } from './AccountForm';
import { PasswordField } from './PasswordField';

export default function LoginPage() {
  usePageTitle('Sign in');
  const navigate = useNavigate();
  const { state } = useLocation();
  const user = useSession((session) => session.user);
  const setMe = useSession((session) => session.setMe);
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [errors, setErrors] = useState<{ email?: string; password?: string }>({});
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);

  if (user !== undefined) return <Navigate to={returnPath(state)} replace />;

  async function signIn() {
    setBusy(true);
    setProblem(undefined);
    try {
      const me = await unwrap(api.POST('/api/auth/login', { body: { email: email.trim(), password } }));
      setMe(me);
      navigate(returnPath(state), { replace: true });
    } catch (thrown) {
      const error = toApiError(thrown);
      setProblem(error.status === 401 ? 'This email and password do not belong together.' : error.message);
      setBusy(false);
    }
  }

  function submit(): boolean {
    const found: typeof errors = {};
    if (!isEmail(email)) found.email = 'Enter your email address, like name@example.com.';
    if (password === '') found.password = 'Enter your password.';
    setErrors(found);
    if (Object.keys(found).length > 0) return false;
    void signIn();
    return true;
  }

  return (
    <AccountForm
      title="Welcome back"
      lead="Your tickets are one step away."
      submitLabel="Sign in"
      busy={busy}
      problem={problem}
      onSubmit={submit}
      footer={
        <>
          New here?{' '}
          <Link to="/register" state={state}>
            Create an account
          </Link>
        </>
      }
    >
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
        autoComplete="current-password"
        error={errors.password}
      />
    </AccountForm>
  );
}
