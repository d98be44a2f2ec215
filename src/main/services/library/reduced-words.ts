/** Follows the sentence that says why a picture cannot go as it is. */
export const offer = ' A reduced JPEG copy can go instead; the original is not touched.';

/** Said on an upload of which a reduced copy goes. */
export const reducedNote = 'A reduced copy goes; the original is not touched';
