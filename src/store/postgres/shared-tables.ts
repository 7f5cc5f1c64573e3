/** Tables by which workers on several machines share sendings. */
export const sharedTables = `
  -- Of a sending that is handed to workers: the deliveries of some neighbours on the list, with a lease of their own.
  -- It is gone when nobody of it is pending any more.
  CREATE TABLE tidings.batch (
    sending BIGINT NOT NULL,
    number BIGINT GENERATED ALWAYS AS IDENTITY,
    first BIGINT NOT NULL,
    last BIGINT NOT NULL CHECK (last >= first),
    holder TEXT,
    -- Under which number somebody took it, and when that worker was heard of.
    epoch BIGINT NOT NULL DEFAULT 0,
    heard TIMESTAMPTZ,
    -- Nobody takes it before.
    due BIGINT,
    PRIMARY KEY (sending, number)
  );
  -- Never the same twice, also where a batch is made anew.
  CREATE SEQUENCE tidings.lease;

  -- How fast all machines together may go one way: when the next letter may go, in milliseconds since 1970. A crash of
  -- the database may empty it.
  CREATE UNLOGGED TABLE tidings.rate (
    name TEXT COLLATE "C" PRIMARY KEY,
    free DOUBLE PRECISION NOT NULL,
    slice DOUBLE PRECISION NOT NULL
  );
  `;
