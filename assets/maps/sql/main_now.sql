-- Mains as they stand, the largest first: far out a tile asks for the few of a size among all that ever were.
CREATE INDEX main_now ON maps_main (least_mm, x, y) WHERE to_day = 'infinity';
