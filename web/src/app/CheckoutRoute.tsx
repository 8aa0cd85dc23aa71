import { useCallback } from 'react';
import { useNavigate, useParams } from 'react-router';
import { CheckoutPage } from '../features/checkout/CheckoutPage';

/** Where the checkout leads: it knows neither the seat map nor the orders. */
export default function CheckoutRoute() {
  const { eventId = '' } = useParams();
  const navigate = useNavigate();

  const showOrder = useCallback(
    // Back from the tickets must not lead into a checkout that is over.
    (orderId: string) => navigate(`/orders/${orderId}?new=1`, { replace: true }),
    [navigate],
  );
  const leaveForHome = useCallback(() => navigate('/', { replace: true }), [navigate]);
  const chooseAgain = useCallback(() => navigate(`/events/${eventId}`), [navigate, eventId]);
  const backToSeats = useCallback(
    () => navigate(`/events/${eventId}`, { replace: true }),
    [navigate, eventId],
  );

  return (
    <CheckoutPage
      key={eventId}
      eventId={eventId}
      onPaid={showOrder}
      onExpired={leaveForHome}
      onChooseAgain={chooseAgain}
      onReleased={backToSeats}
    />
  );
}
