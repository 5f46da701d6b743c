DROP FUNCTION work_order_number();
DROP SEQUENCE work_order_serial;
