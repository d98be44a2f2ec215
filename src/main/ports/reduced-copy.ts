/**
 * Writes a JPEG of at most `most` bytes of a picture, upright, with its own colours; the picture itself is not touched.
 * @throws AppError `not_reducible` (person) when it cannot be decoded or made small enough
 */
export type MakeReducedCopy = (path: string, target: string, most: number) => Promise<void>;
