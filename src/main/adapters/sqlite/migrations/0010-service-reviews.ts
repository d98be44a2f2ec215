/** What the service itself tells of reviews, so that those given on another computer can be read without a network. */
export const serviceReviews0010 = `
ALTER TABLE reviews ADD COLUMN said TEXT NOT NULL DEFAULT '{"now":null,"before":[]}';
`;
