/** Pixels, or picture pixels where it says so. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where a picture lies in its pane: CSS pixels from the pane's top left corner. */
export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * What a pane shows, independent of pixel sizes, so that two pictures of different size can share one.
 * `zoom` 1 is fit; `x` and `y` are the fraction of the picture that lies in the middle of the pane.
 */
export interface View {
  readonly zoom: number;
  readonly x: number;
  readonly y: number;
}

export const FIT: View = { zoom: 1, x: 0.5, y: 0.5 };
export const ZOOM_MAX = 48;

/** Room for the captions around a fitted picture, CSS pixels on each side. */
export const MARGIN: Point = { x: 23, y: 36 };

/** Dragging less than this is a click. CSS pixels. */
export const DRAG_FROM = 5;

const RADIUS_MIN = 0.005;
const RADIUS_MAX = 0.5;

function between(low: number, value: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** CSS pixels per picture pixel when the whole picture fits between the captions. */
export function fitScale(pane: Size, picture: Size): number {
  const width = Math.max(1, pane.width - 2 * MARGIN.x);
  const height = Math.max(1, pane.height - 2 * MARGIN.y);
  return Math.min(width / picture.width, height / picture.height);
}

export function frameOf(pane: Size, picture: Size, view: View): Frame {
  const scale = fitScale(pane, picture) * view.zoom;
  const width = picture.width * scale;
  const height = picture.height * scale;
  return { left: pane.width / 2 - view.x * width, top: pane.height / 2 - view.y * height, width, height };
}

/** The nearest middle that leaves no more empty surround than a fitted picture has. */
function settledMiddle(pane: number, margin: number, length: number, middle: number): number {
  const reach = (pane / 2 - margin) / length;
  return reach >= 0.5 ? 0.5 : between(reach, middle, 1 - reach);
}

/** The view within its limits: never smaller than fit, never panned off the picture. */
export function settled(pane: Size, picture: Size, view: View): View {
  const zoom = between(1, view.zoom, ZOOM_MAX);
  const scale = fitScale(pane, picture) * zoom;
  return {
    zoom,
    x: settledMiddle(pane.width, MARGIN.x, picture.width * scale, view.x),
    y: settledMiddle(pane.height, MARGIN.y, picture.height * scale, view.y),
  };
}

/** Zooms so that what lies under `point` (CSS pixels in the pane) stays under it, as far as the limits allow. */
export function zoomedAt(pane: Size, picture: Size, view: View, point: Point, zoom: number): View {
  const target = between(1, zoom, ZOOM_MAX);
  const under = fractionAt(frameOf(pane, picture, view), point);
  const scale = fitScale(pane, picture) * target;
  return settled(pane, picture, {
    zoom: target,
    x: under.x - (point.x - pane.width / 2) / (picture.width * scale),
    y: under.y - (point.y - pane.height / 2) / (picture.height * scale),
  });
}

/** Moves the picture by CSS pixels. */
export function pannedBy(pane: Size, picture: Size, view: View, by: Point): View {
  const frame = frameOf(pane, picture, view);
  return settled(pane, picture, {
    zoom: view.zoom,
    x: view.x - by.x / frame.width,
    y: view.y - by.y / frame.height,
  });
}

/** The zoom at which one picture pixel is one pixel of the screen. `full` is the delivered file's size, `density` the device's pixels per CSS pixel. */
export function actualSizeZoom(pane: Size, full: Size, density: number): number {
  return between(1, 1 / (fitScale(pane, full) * density), ZOOM_MAX);
}

/** Screen pixels per picture pixel: 1 is 100 %. */
export function magnification(pane: Size, full: Size, view: View, density: number): number {
  return fitScale(pane, full) * view.zoom * density;
}

/** Pane pixels to fractions of the picture; outside the picture they are below 0 or above 1. */
export function fractionAt(frame: Frame, point: Point): Point {
  return { x: (point.x - frame.left) / frame.width, y: (point.y - frame.top) / frame.height };
}

export function pointAt(frame: Frame, fraction: Point): Point {
  return { x: frame.left + fraction.x * frame.width, y: frame.top + fraction.y * frame.height };
}

export function isInside(fraction: Point): boolean {
  return fraction.x >= 0 && fraction.x <= 1 && fraction.y >= 0 && fraction.y <= 1;
}

/** Radius as a fraction of the picture's width for a circle drawn from its middle to `edge` (pane pixels); null when that is only a click. */
export function radiusOf(frame: Frame, middle: Point, edge: Point): number | null {
  const distance = Math.hypot(edge.x - middle.x, edge.y - middle.y);
  return distance < DRAG_FROM ? null : between(RADIUS_MIN, distance / frame.width, RADIUS_MAX);
}
