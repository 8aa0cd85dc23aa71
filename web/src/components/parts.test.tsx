import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { Button } from './Button';
import { Dialog } from './Dialog';
import { Field } from './Field';
import { composePoster } from './poster/compose';
import { Skeleton } from './Skeleton';

describe('Button', () => {
  it('ignores clicks while it is busy and keeps its focus', async () => {
    const onClick = vi.fn();
    render(
      <Button busy onClick={onClick}>
        Pay
      </Button>,
    );
    const button = screen.getByRole('button', { name: 'Pay' });
    await userEvent.click(button);
    expect(onClick).not.toHaveBeenCalled();
    expect(document.activeElement).toBe(button);
    expect(button.getAttribute('aria-disabled')).toBe('true');
  });
});

describe('Field', () => {
  it('is named by its label and described by its error', () => {
    render(
      <Field label="Email" hint="Your tickets go there." error="Enter your email." defaultValue="ann@" />,
    );
    const input = screen.getByLabelText<HTMLInputElement>('Email');
    expect(input.value).toBe('ann@');
    expect(input.getAttribute('aria-invalid')).toBe('true');
    const described = (input.getAttribute('aria-describedby') ?? '').split(' ');
    expect(described.map((id) => document.getElementById(id)?.textContent)).toEqual([
      'Your tickets go there.',
      'Enter your email.',
    ]);
  });
});

describe('Dialog', () => {
  it('opens as a modal with a name and closes by its button', async () => {
    const onClose = vi.fn();
    render(
      <Dialog open title="Release your seats?" onClose={onClose}>
        They go back on sale.
      </Dialog>,
    );
    expect(screen.getByRole('dialog', { name: 'Release your seats?' })).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Close' }));
    expect(onClose).toHaveBeenCalled();
  });
});

describe('Skeleton', () => {
  it('says nothing when the answer comes quickly', () => {
    vi.useFakeTimers();
    render(<Skeleton label="Loading events">grey</Skeleton>);
    act(() => vi.advanceTimersByTime(149));
    expect(screen.queryByText('Loading events')).toBeNull();
    act(() => vi.advanceTimersByTime(2));
    expect(screen.getByText('Loading events')).toBeTruthy();
  });
});

describe('a poster', () => {
  it('is the same for an event every time and another for another', () => {
    expect(composePoster('one', 'concert')).toEqual(composePoster('one', 'concert'));
    expect(composePoster('one', 'concert')).not.toEqual(composePoster('two', 'concert'));
  });

  it.each(['concert', 'sports', 'theatre', 'comedy', 'classical', 'festival', 'conference', ''])(
    'is drawn whole for %j',
    (category) => {
      for (let event = 0; event < 50; event++) {
        const { shapes } = composePoster(String(event), category);
        expect(shapes.length).toBeGreaterThan(3);
        expect(JSON.stringify(shapes)).not.toMatch(/NaN|null|Infinity/);
      }
    },
  );
});
