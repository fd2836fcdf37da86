-- A copy of a database must not talk to the real stores, nor listen to them.
UPDATE woo_backend
   SET state = 'draft',
       consumer_key = NULL,
       consumer_secret = NULL,
       webhook_token = NULL,
       webhook_secret = NULL,
       public_address = NULL;
-- Nobody is waited for that is not spoken to, nor numbers held back for it.
DELETE FROM woo_backend_circuit;
UPDATE woo_backend
   SET degraded_mode = 'normal',
       degraded_since = NULL,
       degraded_cause = NULL,
       is_degraded_by_itself = FALSE
 WHERE degraded_mode != 'normal';
-- Keys that were being entered in the wizard.
DELETE FROM woo_connect;
-- Work that waited when the copy was made. The jobs would refuse an unconnected store;
-- this keeps them from failing one by one, and from waking up when it is connected to
-- a store for tests.
UPDATE queue_job
   SET state = 'cancelled',
       date_cancelled = now() AT TIME ZONE 'UTC',
       result = 'Cancelled: the database was neutralised.'
 WHERE state IN ('wait_dependencies', 'pending', 'enqueued')
   AND (channel = 'root.woo' OR channel LIKE 'root.woo.%');
UPDATE woo_event
   SET state = 'ignored',
       error = 'The database was neutralised.'
 WHERE state = 'pending';
UPDATE woo_shipment
   SET state = 'nothing',
       reason = 'The database was neutralised.'
 WHERE state = 'waiting';
UPDATE woo_refund_send
   SET state = 'nothing',
       reason = 'The database was neutralised.'
 WHERE state = 'waiting';
UPDATE woo_cancellation_send
   SET state = 'nothing',
       reason = 'The database was neutralised.'
 WHERE state = 'waiting';
UPDATE woo_line_cancellation_send
   SET state = 'nothing',
       reason = 'The database was neutralised.'
 WHERE state = 'waiting';
UPDATE woo_payment_send
   SET state = 'nothing',
       reason = 'The database was neutralised.'
 WHERE state = 'waiting';
UPDATE woo_invoice_send
   SET state = 'nothing',
       reason = 'The database was neutralised.'
 WHERE state = 'waiting';
