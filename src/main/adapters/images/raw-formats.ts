/** Cameras' RAW formats that are TIFF files inside, by their ending. */
const rawEndings = new Map([
  ['cr2', 'CR2'],
  ['nef', 'NEF'],
  ['nrw', 'NRW'],
  ['arw', 'ARW'],
  ['srf', 'SRF'],
  ['sr2', 'SR2'],
  ['srw', 'SRW'],
  ['pef', 'PEF'],
  ['orf', 'ORF'],
  ['rw2', 'RW2'],
  ['dng', 'DNG'],
  ['3fr', '3FR'],
  ['iiq', 'IIQ'],
]);

/** The RAW format a TIFF file is; null for an ordinary TIFF. The beginning decides where it can, the name only where it cannot. */
export function rawFormat(head: Buffer, name: string): string | null {
  const four = head.toString('latin1', 0, 4);
  if (four === 'IIRO' || four === 'IIRS' || four === 'MMOR') return 'ORF';
  if (four === 'IIU\0') return 'RW2';
  if (head.toString('latin1', 8, 10) === 'CR') return 'CR2';
  return rawEndings.get(name.slice(name.lastIndexOf('.') + 1).toLowerCase()) ?? null;
}
