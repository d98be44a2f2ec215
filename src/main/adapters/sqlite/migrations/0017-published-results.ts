/** Uploads that publish a result of a job: which, in which version, and whether a reduced copy may go. */
export const publishedResults0017 = `
ALTER TABLE library_uploads ADD COLUMN result TEXT;
`;
