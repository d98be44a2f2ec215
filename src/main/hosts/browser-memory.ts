/**
 * A switch for the browser under the window. Chromium keeps up to 512 MB of decoded pictures nobody shows any more, until
 * memory runs out elsewhere; with this it is an eighth of that. Colours and sizes of pictures stay as they are.
 */
export const FEW_DECODED_PICTURES = 'enable-low-end-device-mode';
