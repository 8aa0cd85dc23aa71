import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter, Route, Routes } from 'react-router';
import { describe, expect, it } from 'vitest';
import { useSession } from '../../lib/session';
import { failure, fakeServer, success } from '../../testing/fakeServer';
import { user } from '../../testing/fixtures';
import LoginPage from './LoginPage';
import { passwordProblem } from './password';
import RegisterPage from './RegisterPage';

function open(pathname: string) {
  render(
    <MemoryRouter initialEntries={[{ pathname, state: { from: '/orders' } }]}>
      <Routes>
        <Route path="/login" element={<LoginPage />} />
        <Route path="/register" element={<RegisterPage />} />
        <Route path="/orders" element={<p>My tickets</p>} />
      </Routes>
    </MemoryRouter>,
  );
}

async function fillIn(fields: Record<string, string>, button: string) {
  for (const [label, text] of Object.entries(fields))
    await userEvent.type(screen.getByLabelText(label), text);
  await userEvent.click(screen.getByRole('button', { name: button }));
}

const account = { Email: 'ann@example.com', Password: 'correct horse' };

describe('signing in', () => {
  it('leads back to where one came from', async () => {
    fakeServer({ 'POST /api/auth/login': () => success({ sessionId: 'abc', user: user() }) });
    open('/login');
    await fillIn(account, 'Sign in');
    expect(await screen.findByText('My tickets')).toBeTruthy();
    expect(useSession.getState().user?.name).toBe('Ann');
  });

  it('says that the pair is wrong, not which half, and keeps both', async () => {
    fakeServer({ 'POST /api/auth/login': () => failure(401, 'bad_credentials', 'No.') });
    open('/login');
    await fillIn(account, 'Sign in');
    expect(await screen.findByText('This email and password do not belong together.')).toBeTruthy();
    expect(screen.getByLabelText<HTMLInputElement>('Password').value).toBe('correct horse');
  });

  it('shows the password only when asked', async () => {
    open('/login');
    const password = screen.getByLabelText<HTMLInputElement>('Password');
    expect(password.type).toBe('password');
    await userEvent.click(screen.getByRole('button', { name: 'Show password' }));
    expect(password.type).toBe('text');
  });
});

describe('creating an account', () => {
  it('asks for a long password before it asks the server', async () => {
    const server = fakeServer({});
    open('/register');
    await fillIn({ Name: 'Ann', Email: 'ann@example.com', Password: 'short' }, 'Create account');
    expect(screen.getByText('Use at least 10 characters: 5 more to go.')).toBeTruthy();
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Password')));
    expect(server.sent).toHaveLength(0);
  });

  it('says at the address that it is taken', async () => {
    fakeServer({ 'POST /api/auth/register': () => failure(409, 'email_taken', 'Taken.') });
    open('/register');
    await fillIn({ Name: 'Ann', ...account }, 'Create account');
    expect(await screen.findByText(/already has an account/)).toBeTruthy();
    expect(screen.getByLabelText('Email').getAttribute('aria-invalid')).toBe('true');
  });
});

describe('a password', () => {
  it('is as long as people count it', () => {
    expect(passwordProblem('0123456789')).toBeUndefined();
    expect(passwordProblem('🦄'.repeat(9))).toContain('1 more');
  });
});
