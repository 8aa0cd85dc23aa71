-- A line for everything that must not be after a run; prints nothing when all is well.

SELECT 'seat sold twice', event_id, seat_id
FROM order_items GROUP BY event_id, seat_id HAVING count(*) > 1
UNION ALL
SELECT 'sold seat without an order', s.event_id, s.id
FROM seats s LEFT JOIN order_items i ON i.event_id = s.event_id AND i.seat_id = s.id
WHERE s.status = 'sold' AND i.order_id IS NULL
UNION ALL
SELECT 'paid seat that is not sold', i.event_id, i.seat_id
FROM order_items i LEFT JOIN seats s ON s.event_id = i.event_id AND s.id = i.seat_id AND s.status = 'sold'
WHERE s.id IS NULL
UNION ALL
SELECT 'order that does not add up', o.event_id, o.id
FROM orders o LEFT JOIN order_items i ON i.order_id = o.id
GROUP BY o.id HAVING o.subtotal IS DISTINCT FROM sum(i.price);
