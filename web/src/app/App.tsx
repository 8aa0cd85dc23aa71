import { useEffect } from 'react';
import { Route, Routes } from 'react-router';
import { DiscoveryPage } from '../features/discovery/DiscoveryPage';
import { lazyPart } from '../lib/lazyPart';
import { useSession } from '../lib/session';
import { Layout } from './Layout';
import { NotFoundPage } from './NotFoundPage';

// The first page comes with the app; each other page is fetched when somebody goes there.
const EventPage = lazyPart(() => import('./EventPage'));
const WaitingRoomPage = lazyPart(() => import('../features/queue/WaitingRoomPage'));
const DrawPage = lazyPart(() => import('../features/queue/DrawPage'));
const CheckoutRoute = lazyPart(() => import('./CheckoutRoute'));
const OrdersPage = lazyPart(() => import('../features/orders/OrdersPage'));
const OrderPage = lazyPart(() => import('../features/orders/OrderPage'));
const TicketPage = lazyPart(() => import('../features/orders/TicketPage'));
const LoginPage = lazyPart(() => import('../features/account/LoginPage'));
const RoomsPage = lazyPart(() => import('../features/operator/RoomsPage'));
const RoomPage = lazyPart(() => import('../features/operator/RoomPage'));
const RegisterPage = lazyPart(() => import('../features/account/RegisterPage'));

export function App() {
  const loadSession = useSession((state) => state.load);
  useEffect(() => void loadSession(), [loadSession]);

  return (
    <Routes>
      <Route path="orders/:orderId/tickets/:ticketId" element={<TicketPage />} />
      <Route element={<Layout />}>
        <Route index element={<DiscoveryPage />} />
        <Route path="events/:eventId" element={<EventPage />} />
        <Route path="events/:eventId/queue" element={<WaitingRoomPage />} />
        <Route path="events/:eventId/draw" element={<DrawPage />} />
        <Route path="checkout/:eventId" element={<CheckoutRoute />} />
        <Route path="orders" element={<OrdersPage />} />
        <Route path="orders/:orderId" element={<OrderPage />} />
        <Route path="login" element={<LoginPage />} />
        <Route path="register" element={<RegisterPage />} />
        <Route path="operator" element={<RoomsPage />} />
        <Route path="operator/events/:eventId" element={<RoomPage />} />
        <Route path="*" element={<NotFoundPage />} />
      </Route>
    </Routes>
  );
}
