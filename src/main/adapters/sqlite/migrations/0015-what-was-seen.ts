/**
 * A review knows what the service's list said of the file; a decision keeps that and what was on the screen. The index
 * finds decisions the service does not have yet: their pictures stay on this disk.
 */
export const whatWasSeen0015 = `
ALTER TABLE reviews ADD COLUMN listed TEXT NOT NULL DEFAULT '{"size":null,"at":null,"md5":null}';
ALTER TABLE decisions ADD COLUMN seen TEXT;

CREATE INDEX decisions_undelivered ON decisions (job_id) WHERE replaced = 0 AND state ->> 'kind' <> 'sent';
`;
