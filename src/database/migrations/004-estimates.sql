-- What an estimate may depend on beside the operation: how much it read, and which model answered.
ALTER TABLE operation_durations ADD COLUMN bytes_in double precision;
ALTER TABLE operation_durations ADD COLUMN model text;
