"""Who used up the time of many complaints: added up by the worker, read by pages and programs."""
