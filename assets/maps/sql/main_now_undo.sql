DROP INDEX main_now;
