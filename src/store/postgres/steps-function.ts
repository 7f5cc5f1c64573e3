/**
 * All that a sender does with some deliveries, in one call: a round trip, and a transaction. In a function, so that each
 * session keeps the plans, which would cost twice as much as the work itself, without a statement that has a name.
 * The plans are made once, maybe while the tables are small, so they go by the indexes whatever the tables are then.
 */
export const stepsFunction = `
  -- Of a whole sending, or of one batch of it: who has left in the meantime of those wanted; NULL if the epoch is over,
  -- and nothing is done then. Waits are milliseconds from now, of those who are due later. No delivery is named twice.
  CREATE FUNCTION tidings.take_steps(
    patience TEXT, clock BIGINT, of_sending BIGINT, of_batch BIGINT, under BIGINT, wanted BIGINT[],
    told BIGINT[], kinds TEXT[], waits BIGINT[], relays TEXT[], replies TEXT[], gravities TEXT[]
  ) RETURNS BIGINT[] LANGUAGE plpgsql
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
  AS $$
  DECLARE
    instant BIGINT;
    done BIGINT[];
    gone BIGINT[] := '{}';
    wrong BIGINT;
  BEGIN
    PERFORM set_config('lock_timeout', patience, true);
    -- An intent is durable before the letter ends, whatever is the default here.
    IF current_setting('synchronous_commit') = 'off' THEN PERFORM set_config('synchronous_commit', 'on', true); END IF;
    -- Who takes the sending, or its batch, over waits for this lock, so that nothing is written under an epoch that is over.
    IF of_batch IS NULL THEN
      PERFORM 1 FROM tidings.sending WHERE id = of_sending AND epoch = under FOR SHARE;
    ELSE
      PERFORM 1 FROM tidings.batch WHERE sending = of_sending AND number = of_batch AND epoch = under FOR SHARE;
    END IF;
    IF NOT FOUND THEN RETURN NULL; END IF;
    instant := coalesce(clock, extract(epoch FROM clock_timestamp()) * 1000);

    IF cardinality(wanted) > 0 THEN
      WITH intended AS (
        UPDATE tidings.delivery d SET state = 'under-way', due = NULL, attempts = d.attempts + 1,
            first = coalesce(d.first, instant), epoch = under
          FROM tidings.subscriber s
          WHERE d.sending = of_sending AND d.subscriber = ANY (wanted) AND s.id = d.subscriber AND d.state = 'pending'
            AND s.status = 'active' AND NOT EXISTS (SELECT 1 FROM tidings.suppression p WHERE p.hash = s.hash)
          RETURNING d.subscriber)
      SELECT coalesce(array_agg(subscriber), '{}') INTO done FROM intended;
      IF cardinality(done) < cardinality(wanted) THEN
        gone := ARRAY(SELECT one FROM unnest(wanted) AS one WHERE one <> ALL (done));
        -- One that is still to be written to was in no state for it.
        SELECT one INTO wrong FROM unnest(gone) AS one WHERE NOT EXISTS (
            SELECT 1 FROM tidings.delivery d WHERE d.sending = of_sending AND d.subscriber = one AND d.state = 'pending')
          OR EXISTS (SELECT 1 FROM tidings.subscriber s WHERE s.id = one AND s.status = 'active'
            AND NOT EXISTS (SELECT 1 FROM tidings.suppression p WHERE p.hash = s.hash)) LIMIT 1;
        IF wrong IS NOT NULL THEN
          RAISE EXCEPTION 'delivery %/% is in no state in which this can happen to it', of_sending, wrong;
        END IF;
        UPDATE tidings.delivery SET state = 'suppressed', due = NULL
          WHERE sending = of_sending AND subscriber = ANY (gone) AND state = 'pending';
        INSERT INTO tidings.outcome (sending, subscriber, number, at, kind)
          SELECT of_sending, one, (SELECT coalesce(max(o.number), 0) + 1 FROM tidings.outcome o
            WHERE o.sending = of_sending AND o.subscriber = one), instant, 'suppressed' FROM unnest(gone) AS one;
      END IF;
    END IF;

    IF cardinality(told) > 0 THEN
      WITH news AS (
        SELECT * FROM unnest(told, kinds, waits, relays, replies) AS news (subscriber, kind, wait, relay, reply)),
      changed AS (
        UPDATE tidings.delivery d SET state = CASE WHEN n.kind = 'later' THEN 'pending' ELSE n.kind END,
            due = instant + n.wait,
            -- What a server refused before the dot was tried, though nothing was intended yet.
            attempts = d.attempts + CASE WHEN d.state = 'pending' AND n.relay IS NOT NULL THEN 1 ELSE 0 END,
            first = coalesce(d.first, CASE WHEN n.relay IS NOT NULL THEN instant END)
          FROM news n WHERE d.sending = of_sending AND d.subscriber = n.subscriber AND d.state IN ('pending', 'under-way')
          RETURNING d.subscriber),
      logged AS (
        -- Nothing that may hold an address is added of somebody who was erased meanwhile.
        INSERT INTO tidings.outcome (sending, subscriber, number, at, kind, relay, reply)
          SELECT of_sending, n.subscriber, (SELECT coalesce(max(o.number), 0) + 1 FROM tidings.outcome o
              WHERE o.sending = of_sending AND o.subscriber = n.subscriber), instant, n.kind, n.relay,
            CASE WHEN s.status = 'erased' THEN NULL ELSE n.reply END
          FROM news n JOIN tidings.subscriber s ON s.id = n.subscriber)
      SELECT array_agg(subscriber) INTO done FROM changed;
      SELECT one INTO wrong FROM unnest(told) AS one WHERE one <> ALL (coalesce(done, '{}')) LIMIT 1;
      IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'delivery %/% is in no state in which this can happen to it', of_sending, wrong;
      END IF;
      -- The mailbox took a letter, so what was said of it before is wrong; the last word on a letter says nothing of it.
      DELETE FROM tidings.bounce b USING unnest(told, kinds, gravities) AS n (subscriber, kind, gravity)
        WHERE b.subscriber = n.subscriber AND b.state <> 'marked'
          AND (n.kind = 'sent' OR (n.kind = 'failed' AND n.gravity IS NULL AND b.sending = of_sending));
      IF array_length(array_remove(gravities, NULL), 1) > 0 THEN
        INSERT INTO tidings.bounce (sending, subscriber, at, way, gravity, how)
          SELECT of_sending, s.id, instant, 'smtp', n.gravity, n.reply
            FROM unnest(told, gravities, replies) AS n (subscriber, gravity, reply)
            JOIN tidings.subscriber s ON s.id = n.subscriber WHERE n.gravity IS NOT NULL AND s.status <> 'erased'
          ON CONFLICT (sending, subscriber) DO UPDATE SET at = excluded.at, way = excluded.way,
            gravity = excluded.gravity, how = excluded.how, state = 'open';
      END IF;
    END IF;
    RETURN gone;
  END $$;
  `;
